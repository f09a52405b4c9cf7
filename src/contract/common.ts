import { type TSchema, Type } from 'typebox';

/** RFC 3339 in UTC, with microseconds where they are not zero. */
export const InstantText = Type.String({ description: 'RFC 3339 instant in UTC' });

export const nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

/** Body of every answer that is not a success. */
export const ErrorBody = Type.Object(
  {
    status: Type.Integer({ description: 'HTTP status, as in the status line' }),
    code: Type.String({ description: 'stable error code' }),
    message: Type.String({ description: 'what happened, and to which object' }),
    hint: Type.Optional(Type.String({ description: 'what to do' })),
  },
  { $id: 'Error', title: 'Error' },
);
export type ErrorBody = Type.Static<typeof ErrorBody>;
