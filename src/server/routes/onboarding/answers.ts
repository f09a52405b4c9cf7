import { type TSchema, Type } from 'typebox';
import { ErrorBody } from '../../../contract/index.ts';
import { named } from '../../schema/index.ts';

/** The id in the address of a package. */
export const PackageId = Type.Object({
  id: Type.String({ description: 'id of the package, a UUID' }),
});

type Answers = { readonly [status: number]: TSchema };

/** Answers of every address of onboarding, beside those that it succeeds with. */
export const readAnswers = <T extends Answers>(others: T) =>
  ({
    400: named(ErrorBody, 'a parameter or the body cannot be used'),
    500: named(ErrorBody, 'a fault in radarstore itself'),
    502: named(ErrorBody, 'the database, or who issues trust, did not answer'),
    503: named(ErrorBody, 'onboarding is off, or the process stops'),
    504: named(ErrorBody, 'the answer took too long'),
    ...others,
  }) as const;

/** As {@link readAnswers}, of one package. */
export const objectAnswers = <T extends Answers>(others: T) =>
  readAnswers({ 404: named(ErrorBody, 'there is no such package'), ...others });
