import { type TSchema, Type } from 'typebox';

/**
 * Schemas as the serialiser and the OpenAPI document want them. The contract spells a nullable
 * value as a union, for which the serialiser would validate every value of every row; `nullable`
 * costs it one comparison, lets 64-bit integers through, and becomes `type: [x, 'null']` in the
 * document. A union of constants becomes an `enum`. A schema within another stands there whole and
 * without its name, which else would be a component that nothing refers to.
 */
export function wire<T extends TSchema>(schema: T): T {
  const { $id } = schema as { readonly $id?: string };
  return { ...(rewrite(schema) as T), ...($id === undefined ? {} : { $id }) };
}

type Node = { readonly [keyword: string]: unknown };

function rewrite(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(rewrite);
  if (typeof value !== 'object' || value === null) return value;
  const { anyOf, $id: _, ...rest } = value as Node;
  const outer = Object.fromEntries(Object.entries(rest).map(([key, one]) => [key, rewrite(one)]));
  if (!Array.isArray(anyOf)) return outer;
  const members = anyOf.map(rewrite) as Node[];
  const present = members.filter((member) => member.type !== 'null');
  const [only] = present;
  if (present.length === 1 && members.length === 2) return { ...only, ...outer, nullable: true };
  if (members.every((member) => typeof member.const === 'string')) {
    return { ...outer, type: 'string', enum: members.map((member) => member.const) };
  }
  return { ...outer, anyOf: members };
}

/**
 * A schema of the contract by its name, so that the OpenAPI document has it once. The description
 * is that of the answer, where it is one.
 */
export function named<T extends TSchema>(
  schema: T,
  description?: string,
): Type.TUnsafe<Type.Static<T>> {
  const $ref = `${nameOf(schema)}#`;
  return Type.Unsafe<Type.Static<T>>(description === undefined ? { $ref } : { $ref, description });
}

/** The `$id` of a schema of the contract. */
export function nameOf(schema: TSchema): string {
  const { $id } = schema as { readonly $id?: string };
  if ($id === undefined) throw new Error('a schema that is shared needs an $id');
  return $id;
}
