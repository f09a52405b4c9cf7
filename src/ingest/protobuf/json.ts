import type { ExactJson, JsonValue } from '../../core/index.ts';
import { ProtobufFault, type ProtobufFaultKind } from './fault.ts';
import type { Element } from './field.ts';
import { DECODE_LIMITS, type DecodeLimits } from './limits.ts';
import type { Given, MessageType, NamedField } from './message.ts';

interface Reading {
  readonly limits: DecodeLimits;
  readonly path: string[];
  elements: number;
}

/**
 * The message of its JSON form: names in camel or snake case, 64-bit numbers as text or as numbers,
 * enumerations by number or name, bytes as base64, `hex` fields as hexadecimal text; null is absence
 * and unknown names are ignored. Throws {@link ProtobufFault}.
 */
export function fromJson<M extends object>(
  type: MessageType<M>,
  value: ExactJson,
  limits: Partial<DecodeLimits> = {},
): M {
  const reading: Reading = { limits: { ...DECODE_LIMITS, ...limits }, path: [], elements: 0 };
  return readMessage(reading, type, value) as M;
}

function faultAt({ path }: Reading, what: string, kind: ProtobufFaultKind = 'bad_value') {
  return new ProtobufFault(kind, what, { path: path.join('.') });
}

/** Whether a value of JSON is an object, and no array. */
export function isJsonObject(value: ExactJson): value is { readonly [key: string]: ExactJson } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function readMessage(reading: Reading, type: MessageType<object>, value: ExactJson): object {
  if (!isJsonObject(value)) throw faultAt(reading, `an object of ${type.name} belongs there`);
  const { path, limits } = reading;
  if (path.length > limits.depth) {
    throw faultAt(reading, `more than ${limits.depth} messages in each other`, 'too_deep');
  }
  const draft: { [name: string]: unknown } = { ...type.empty };
  for (const [name, member] of Object.entries(value)) {
    const field = type.byName.get(name);
    if (field === undefined || member === null) continue;
    path.push(field.name);
    draft[field.name] = readField(reading, field, member);
    for (const other of field.oneof ?? []) draft[other] = undefined;
    path.pop();
  }
  return draft;
}

function readField(reading: Reading, field: NamedField, value: ExactJson): unknown {
  const { shape, element } = field;
  if (shape === 'list') {
    if (!Array.isArray(value)) throw faultAt(reading, 'an array belongs there');
    return (value as readonly ExactJson[]).map((member) => readElement(reading, element, member));
  }
  if (shape === 'map') return readEntries(reading, field, value);
  return readElement(reading, element, value);
}

function readElement(reading: Reading, element: Element, value: ExactJson): unknown {
  reading.elements += 1;
  if (reading.elements > reading.limits.elements) {
    const what = `more than ${reading.limits.elements} messages and values`;
    throw faultAt(reading, what, 'too_many');
  }
  if (element.is === 'message') return readMessage(reading, element.type(), value);
  const read = element.scalar.fromJson(value);
  if (read === undefined) throw faultAt(reading, `${shown(value)} is no ${element.scalar.name}`);
  return read;
}

function readEntries(reading: Reading, field: NamedField, value: ExactJson): unknown {
  if (!isJsonObject(value)) throw faultAt(reading, 'an object belongs there');
  const { element, key: keyScalar } = field;
  const entries = Object.entries(value).map(([name, member]) => {
    const boolean = keyScalar?.name === 'bool' && (name === 'true' || name === 'false');
    const key = keyScalar?.fromJson(boolean ? name === 'true' : name);
    if (key === undefined) throw faultAt(reading, `${shown(name)} is no ${keyScalar?.name}`);
    return [key, readElement(reading, element, member)] as const;
  });
  return new Map(entries);
}

const LONGEST_SHOWN = 40;

function shown(value: ExactJson): string {
  if (typeof value === 'object') return 'an object or array';
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value);
  return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text;
}

/** The JSON form of a message, with 64-bit numbers as text; absent and empty fields are left out. */
export function toJson<M extends object>(type: MessageType<M>, value: Given<M>): JsonValue {
  return writeMessage(type, value);
}

function writeMessage(type: MessageType<object>, value: unknown): JsonValue {
  const values = value as { readonly [name: string]: unknown };
  const members = type.fields.flatMap((field) => {
    const member = values[field.name];
    return member === undefined ? [] : [[field.name, writeField(field, member)] as const];
  });
  return Object.fromEntries(members.filter(([, member]) => member !== undefined)) as JsonValue;
}

function writeField({ shape, element }: NamedField, value: unknown): JsonValue | undefined {
  if (shape === 'list') {
    const list = value as readonly unknown[];
    return list.length === 0 ? undefined : list.map((member) => writeElement(element, member));
  }
  if (shape === 'map') {
    const entries = [...(value as ReadonlyMap<unknown, unknown>)];
    if (entries.length === 0) return undefined;
    return Object.fromEntries(
      entries.map(([name, member]) => [String(name), writeElement(element, member)]),
    );
  }
  const isZero =
    element.is === 'scalar' && shape === 'plain' && Object.is(value, element.scalar.zero);
  return isZero ? undefined : writeElement(element, value);
}

function writeElement(element: Element, value: unknown): JsonValue {
  if (element.is === 'message') return writeMessage(element.type(), value);
  return element.scalar.toJson(value);
}
