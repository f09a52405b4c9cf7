import { type TSchema, Type } from 'typebox';
import { ErrorBody } from '../../contract/index.ts';
import { named } from './wire.ts';

const FAILURES = {
  400: named(ErrorBody, 'a parameter cannot be used'),
  404: named(ErrorBody, 'there is no such object'),
  500: named(ErrorBody, 'a fault in radarstore itself'),
  503: named(
    ErrorBody,
    'the database is away or the process stops; Retry-After says when to try again',
  ),
  504: named(ErrorBody, 'the answer took too long'),
} as const;

/** Answers of a route that reads no database. */
export const plainAnswers = <T extends TSchema>(success: T) =>
  ({ 200: success, 400: FAILURES[400], 500: FAILURES[500] }) as const;

/** Answers of a route that reads the database. */
export const readAnswers = <T extends TSchema>(success: T) =>
  ({ ...plainAnswers(success), 503: FAILURES[503], 504: FAILURES[504] }) as const;

/** Answers of a route that reads one object by its id. */
export const objectAnswers = <T extends TSchema>(success: T) =>
  ({ ...readAnswers(success), 404: FAILURES[404] }) as const;

/** A route without parameters. */
export const NoQuery = Type.Object({});
