import { type TSchema, Type } from 'typebox';

/** RFC 3339 in UTC, with microseconds where they are not zero. */
export const InstantText = Type.String({ description: 'RFC 3339 instant in UTC' });

export const nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

/**
 * A whole number of 64 bits. Written as a JSON number with all its digits: exact for readers with
 * 64-bit integers, rounded by those (JavaScript) that read numbers as doubles, beyond 2^53.
 */
export const Integer64 = (description: string) =>
  Type.Integer({
    format: 'int64',
    description: `${description}; all digits are written, beyond 2^53 too`,
  });

/** Body of every answer that is not a success. */
export const ErrorBody = Type.Object(
  {
    status: Type.Integer({ description: 'HTTP status, as in the status line' }),
    code: Type.String({ description: 'stable error code' }),
    message: Type.String({ description: 'what happened, and to which object' }),
    hint: Type.Optional(Type.String({ description: 'what to do' })),
    request_id: Type.Optional(
      Type.String({ description: 'under which the log tells the cause; for code INTERNAL' }),
    ),
  },
  { $id: 'Error', title: 'Error' },
);
export type ErrorBody = Type.Static<typeof ErrorBody>;
