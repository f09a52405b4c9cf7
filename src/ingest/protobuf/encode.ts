import type { Element } from './field.ts';
import type { Given, MessageType, NamedField } from './message.ts';
import { BinaryWriter, WireType } from './wire.ts';

type Values = { readonly [name: string]: unknown };

/** Encodes a message. Zeros of plain fields do not stand in the bytes; numbers of lists are packed. */
export function encode<M extends object>(type: MessageType<M>, value: Given<M>): Uint8Array {
  const writer = new BinaryWriter();
  writeFields(writer, type, value as Values);
  return writer.finish();
}

function writeFields(writer: BinaryWriter, type: MessageType<object>, values: Values): void {
  for (const field of type.fields) {
    const value = values[field.name];
    if (value !== undefined) writeField(writer, field, value);
  }
}

function writeField(writer: BinaryWriter, field: NamedField, value: unknown): void {
  const { number, element, shape } = field;
  if (shape === 'list') writeList(writer, field, value as readonly unknown[]);
  else if (shape === 'map') writeEntries(writer, field, value as ReadonlyMap<unknown, unknown>);
  else if (shape === 'optional' || !isZero(element, value)) {
    writeElement(writer, { number, element }, value);
  }
}

function isZero(element: Element, value: unknown): boolean {
  if (value instanceof Uint8Array) return value.length === 0;
  return element.is === 'scalar' && Object.is(value, element.scalar.zero);
}

interface Numbered {
  readonly number: number;
  readonly element: Element;
}

function writeElement(writer: BinaryWriter, { number, element }: Numbered, value: unknown): void {
  if (element.is === 'scalar') {
    writer.tag(number, element.scalar.wire);
    element.scalar.write(writer, value);
    return;
  }
  writer.tag(number, WireType.LengthDelimited).fork();
  writeFields(writer, element.type(), value as Values);
  writer.join();
}

function writeList(writer: BinaryWriter, field: NamedField, list: readonly unknown[]): void {
  const { number, element } = field;
  if (list.length === 0) return;
  if (element.is === 'message' || element.scalar.wire === WireType.LengthDelimited) {
    for (const value of list) writeElement(writer, field, value);
    return;
  }
  writer.tag(number, WireType.LengthDelimited).fork();
  for (const value of list) element.scalar.write(writer, value);
  writer.join();
}

function writeEntries(
  writer: BinaryWriter,
  { number, element, key }: NamedField,
  entries: ReadonlyMap<unknown, unknown>,
): void {
  if (key === undefined) return;
  for (const [name, value] of entries) {
    writer.tag(number, WireType.LengthDelimited).fork();
    writeElement(writer, { number: 1, element: { is: 'scalar', scalar: key } }, name);
    writeElement(writer, { number: 2, element }, value);
    writer.join();
  }
}
