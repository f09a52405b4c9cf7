import { messageOf } from '../../core/index.ts';
import { ProtobufFault, type ProtobufFaultKind } from './fault.ts';
import type { Element } from './field.ts';
import { DECODE_LIMITS, type DecodeLimits } from './limits.ts';
import { type MessageType, type NamedField, NO_VALUES } from './message.ts';
import type { Scalar } from './scalar.ts';
import { BinaryReader, WireType } from './wire.ts';

export interface DecodeOptions {
  readonly limits?: Partial<DecodeLimits>;
  /**
   * Called with the path of each text that is no UTF-8; its broken parts then become U+FFFD.
   * Without it such a text is refused.
   */
  repaired?(path: string): void;
}

/** A message while it is filled. */
type Draft = { [name: string]: unknown };

/** Where reading is. */
interface Reading {
  readonly reader: BinaryReader;
  readonly limits: DecodeLimits;
  readonly repaired: ((path: string) => void) | undefined;
  /** Names of the fields in which reading is. */
  readonly path: string[];
  elements: number;
}

/**
 * Decodes a message. Unknown fields are skipped; 64-bit numbers are bigint; a message that stands
 * twice is merged. Throws {@link ProtobufFault}, whatever the bytes. Parts of the input are kept
 * where a field is `bytes`, not copied.
 */
export function decode<M extends object>(
  type: MessageType<M>,
  input: Uint8Array,
  options: DecodeOptions = {},
): M {
  const limits = { ...DECODE_LIMITS, ...options.limits };
  if (input.length > limits.bytes) {
    const what = `${input.length} bytes are more than the ${limits.bytes} that are taken`;
    throw new ProtobufFault('too_large', what, { path: type.name });
  }
  const reading: Reading = {
    reader: new BinaryReader(input),
    limits,
    repaired: options.repaired?.bind(options),
    path: [],
    elements: 0,
  };
  const draft = { ...type.empty } as Draft;
  try {
    readFields(reading, { type, draft, end: input.length });
  } catch (fault) {
    if (fault instanceof ProtobufFault) throw fault;
    throw faultAt(reading, 'malformed', messageOf(fault));
  }
  return draft as M;
}

function faultAt(reading: Reading, kind: ProtobufFaultKind, what: string): ProtobufFault {
  const { path, reader } = reading;
  const position = Math.min(reader.pos, reader.len);
  return new ProtobufFault(kind, what, { path: path.join('.'), position });
}

interface Part {
  readonly type: MessageType<object>;
  readonly draft: Draft;
  /** Index of the byte behind the message. */
  readonly end: number;
}

function readFields(reading: Reading, { type, draft, end }: Part): void {
  const { reader, path, limits } = reading;
  while (reader.pos < end) {
    const [number, wire] = reader.tag();
    const field = type.byNumber.get(number);
    if (field === undefined) {
      reader.skip(wire, number);
    } else {
      path.push(field.name);
      if (path.length > limits.depth) {
        throw faultAt(reading, 'too_deep', `more than ${limits.depth} messages in each other`);
      }
      readField(reading, { field, wire, draft });
      path.pop();
    }
    if (reader.pos > end) throw faultAt(reading, 'malformed', 'a value goes beyond its message');
  }
}

interface Place {
  readonly field: NamedField;
  readonly wire: WireType;
  readonly draft: Draft;
}

function readField(reading: Reading, place: Place): void {
  const { field, wire, draft } = place;
  const { name, element, shape, oneof } = field;
  if (shape === 'list') {
    readList(reading, place);
    return;
  }
  if (shape === 'map') {
    readEntry(reading, place);
    return;
  }
  expectWire(reading, element, wire);
  draft[name] = readElement(reading, element, draft[name]);
  if (oneof !== undefined) for (const other of oneof) draft[other] = undefined;
}

function expectWire(reading: Reading, element: Element, wire: WireType): void {
  const wanted = element.is === 'scalar' ? element.scalar.wire : WireType.LengthDelimited;
  if (wire === wanted) return;
  throw faultAt(reading, 'malformed', `wire type ${wire} stands where ${wanted} belongs`);
}

/** `before` is the message that stands there already. */
function readElement(reading: Reading, element: Element, before?: unknown): unknown {
  if (element.is === 'message') return readMessage(reading, element.type(), before);
  const { scalar } = element;
  return scalar.name === 'string' ? readText(reading) : scalar.read(reading.reader);
}

function readMessage(reading: Reading, type: MessageType<object>, before?: unknown): object {
  count(reading);
  const draft = { ...((before as Draft | undefined) ?? type.empty) };
  readFields(reading, { type, draft, end: endOf(reading) });
  return draft;
}

/** Reads a length and gives the position behind what is so long. */
function endOf(reading: Reading): number {
  const { reader } = reading;
  const length = reader.uint32();
  const end = reader.pos + length;
  if (end <= reader.len) return end;
  throw faultAt(
    reading,
    'malformed',
    `the input ends before the ${length} bytes that are announced`,
  );
}

function count(reading: Reading): void {
  reading.elements += 1;
  const { elements } = reading.limits;
  if (reading.elements <= elements) return;
  throw faultAt(reading, 'too_many', `more than ${elements} messages and values`);
}

function readText(reading: Reading): string {
  const { reader, repaired } = reading;
  const begin = reader.pos;
  const end = endOf(reading);
  reader.pos = begin;
  try {
    return reader.string(true);
  } catch {
    reader.pos = begin;
  }
  if (repaired === undefined) throw faultAt(reading, 'bad_text', 'the text is no UTF-8');
  repaired(reading.path.join('.'));
  const text = reader.string(false);
  reader.pos = end;
  return text;
}

/** The list of a draft; the shared empty one is left alone. */
function listOf(draft: Draft, name: string): unknown[] {
  const list = draft[name] as unknown[];
  if (list !== NO_VALUES) return list;
  const own: unknown[] = [];
  draft[name] = own;
  return own;
}

function readList(reading: Reading, { field, wire, draft }: Place): void {
  const { element, name } = field;
  const list = listOf(draft, name);
  const packed =
    wire === WireType.LengthDelimited &&
    element.is === 'scalar' &&
    element.scalar.wire !== WireType.LengthDelimited;
  if (packed) {
    const end = endOf(reading);
    while (reading.reader.pos < end) {
      count(reading);
      list.push((element.scalar as Scalar<unknown>).read(reading.reader));
    }
    return;
  }
  expectWire(reading, element, wire);
  if (element.is === 'scalar') count(reading);
  list.push(readElement(reading, element));
}

function readEntry(reading: Reading, { field, wire, draft }: Place): void {
  const { key: keyScalar, element, name } = field;
  if (keyScalar === undefined) throw new Error(`${name} has no key`);
  if (wire !== WireType.LengthDelimited) {
    throw faultAt(reading, 'malformed', `wire type ${wire} stands where an entry belongs`);
  }
  count(reading);
  const { reader } = reading;
  const end = endOf(reading);
  const keyElement: Element = { is: 'scalar', scalar: keyScalar };
  let key: unknown = keyScalar.zero;
  let value: unknown = element.is === 'scalar' ? element.scalar.zero : { ...element.type().empty };
  while (reader.pos < end) {
    const [number, inner] = reader.tag();
    if (number > 2) {
      reader.skip(inner, number);
      continue;
    }
    const part = number === 1 ? keyElement : element;
    expectWire(reading, part, inner);
    if (number === 1) key = readElement(reading, part);
    else value = readElement(reading, part, value);
  }
  const entries = draft[name] as Map<unknown, unknown>;
  // A map of its own; that of an empty message is shared.
  draft[name] = entries.size === 0 ? new Map([[key, value]]) : entries.set(key, value);
}
