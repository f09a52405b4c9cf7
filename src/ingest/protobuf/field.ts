import type { MessageType } from './message.ts';
import { enumScalar, SCALARS, type Scalar } from './scalar.ts';

/** What one value of a field is: a scalar or a message, whose description may come later. */
export type Element =
  | { readonly is: 'scalar'; readonly scalar: Scalar<unknown> }
  | { readonly is: 'message'; readonly type: () => MessageType<object> };

/** One field of a message, as data. `T` is what it is in memory. */
export interface Field<out T> {
  readonly number: number;
  readonly element: Element;
  /**
   * `plain`: the scalar's zero where it does not stand in the bytes; `optional`: undefined there;
   * `list` and `map`: empty there.
   */
  readonly shape: 'plain' | 'optional' | 'list' | 'map';
  /** The keys of a map. */
  readonly key?: Scalar<unknown>;
  /** All fields of its oneof, where it is in one: a value of one takes the others away. */
  readonly oneof?: readonly string[];
  /** Carries the type alone; never set. */
  readonly carries?: () => T;
}

const scalarField =
  <T>(scalar: Scalar<T>) =>
  (number: number): Field<T> => ({
    number,
    element: { is: 'scalar', scalar: scalar as unknown as Scalar<unknown> },
    shape: 'plain',
  });

export const int32 = scalarField<number>(SCALARS.int32);
export const uint32 = scalarField<number>(SCALARS.uint32);
export const sint32 = scalarField<number>(SCALARS.sint32);
export const fixed32 = scalarField<number>(SCALARS.fixed32);
export const sfixed32 = scalarField<number>(SCALARS.sfixed32);
export const int64 = scalarField<bigint>(SCALARS.int64);
export const uint64 = scalarField<bigint>(SCALARS.uint64);
export const sint64 = scalarField<bigint>(SCALARS.sint64);
export const fixed64 = scalarField<bigint>(SCALARS.fixed64);
export const sfixed64 = scalarField<bigint>(SCALARS.sfixed64);
export const float = scalarField<number>(SCALARS.float);
export const double = scalarField<number>(SCALARS.double);
export const bool = scalarField<boolean>(SCALARS.bool);
export const string = scalarField<string>(SCALARS.string);
export const bytes = scalarField<Uint8Array>(SCALARS.bytes);
/** Bytes that are lower-case hexadecimal text in memory and in JSON, such as ids of traces. */
export const hex = scalarField<string>(SCALARS.hex);

/** A number with names, listed from 0 on. A number without a name is kept. */
export function enumeration(number: number, names: readonly string[] = []): Field<number> {
  return scalarField(enumScalar(names))(number);
}

/** A scalar that tells absence from its zero. */
export function optional<T>(field: Field<T>): Field<T | undefined> {
  return { ...field, shape: 'optional' } as Field<T | undefined>;
}

/** A message in a message. `type` is a function, since messages may contain each other. */
export function nested<M extends object>(
  number: number,
  type: () => MessageType<M>,
): Field<M | undefined> {
  const element = { is: 'message', type: type as unknown as () => MessageType<object> } as const;
  return { number, element, shape: 'optional' };
}

/** Any number of values; numbers may stand packed or one by one. */
export function repeated<T>(field: Field<T>): Field<readonly Exclude<T, undefined>[]> {
  return { ...field, shape: 'list' } as Field<readonly Exclude<T, undefined>[]>;
}

/** A map; of the same key twice the last counts. `key` and `value` have the numbers 1 and 2. */
export function map<K, V>(
  number: number,
  key: (number: number) => Field<K>,
  value: Field<V>,
): Field<ReadonlyMap<K, Exclude<V, undefined>>> {
  const { element: keyElement } = key(1);
  if (keyElement.is !== 'scalar') throw new Error('the key of a map is a scalar');
  const shape = { number, element: value.element, shape: 'map', key: keyElement.scalar } as const;
  return shape as Field<ReadonlyMap<K, Exclude<V, undefined>>>;
}

/** Fields of which at most one has a value: the last that stands in the bytes. */
export function oneof<F extends { readonly [name: string]: Field<unknown> }>(
  fields: F,
): { readonly [K in keyof F]: F[K] extends Field<infer T> ? Field<T | undefined> : never } {
  const names = Object.keys(fields);
  return Object.fromEntries(
    Object.entries(fields).map(([name, field]) => [
      name,
      { ...field, shape: 'optional', oneof: names.filter((other) => other !== name) },
    ]),
  ) as never;
}
