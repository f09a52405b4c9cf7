import type { Field } from './field.ts';

/** A field with its name. */
export interface NamedField extends Field<unknown> {
  readonly name: string;
}

/** The description of a message, from which everything else follows. */
export interface MessageType<M> {
  readonly name: string;
  readonly fields: readonly NamedField[];
  readonly byNumber: ReadonlyMap<number, NamedField>;
  /** By name in camel case and in snake case. */
  readonly byName: ReadonlyMap<string, NamedField>;
  /** What no bytes decode to. */
  readonly empty: M;
}

/** A message in part: fields left out are absent. What the encoders take. */
export type Given<T> = T extends Uint8Array | string | number | bigint | boolean | undefined
  ? T
  : T extends readonly (infer E)[]
    ? readonly Given<E>[]
    : T extends ReadonlyMap<unknown, unknown>
      ? T
      : { readonly [K in keyof T]?: Given<T[K]> | undefined };

/**
 * Describes a message. Names are in camel case, as in the JSON form; `M` is the message in memory,
 * with every field present: scalars, `undefined` where a field is optional, lists, maps.
 */
export function message<M extends object>(
  name: string,
  fields: { readonly [K in keyof M]: Field<M[K]> },
): MessageType<M> {
  const named = Object.entries<Field<unknown>>(fields).map(([own, field]) => ({
    ...field,
    name: own,
  }));
  return {
    name,
    fields: named,
    byNumber: new Map(named.map((field) => [field.number, field])),
    byName: new Map(
      named.flatMap((field) => [
        [field.name, field],
        [snakeOf(field.name), field],
      ]),
    ),
    empty: Object.fromEntries(named.map((field) => [field.name, emptyOf(field)])) as M,
  };
}

const snakeOf = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** Shared by all messages without values there, so never to be changed. */
export const NO_VALUES: readonly unknown[] = Object.freeze([]);
const NO_ENTRIES: ReadonlyMap<unknown, unknown> = new Map();

function emptyOf({ shape, element }: Field<unknown>): unknown {
  switch (shape) {
    case 'list':
      return NO_VALUES;
    case 'map':
      return NO_ENTRIES;
    case 'optional':
      return undefined;
    case 'plain':
      return element.is === 'scalar' ? element.scalar.zero : undefined;
  }
}
