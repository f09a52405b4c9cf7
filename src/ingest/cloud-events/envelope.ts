import { isUtf8 } from 'node:buffer';
import {
  cleanText,
  type ExactJson,
  type Instant,
  JsonFault,
  parseExactJson,
  parseInstant,
} from '../../core/index.ts';
import { type ExactObject, isObject } from '../formats/index.ts';
import { RecordFault } from '../records/index.ts';

/** A CloudEvent (version 1.0 of its specification) with what the store keeps of it. */
export interface CloudEvent {
  readonly specversion: string;
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly subject: string | null;
  readonly datacontenttype: string | null;
  readonly time: Instant | null;
  /** The data where they are JSON, or text; null for other bytes, and where there are none. */
  readonly data: ExactJson;
  /** The whole event as JSON text, as it came where it came so. */
  readonly raw: string;
}

/** Header names in lower case. */
export type Headers = ReadonlyMap<string, string>;

const ATTRIBUTE = /^ce-([a-z0-9]+)$/;
const REQUIRED = ['specversion', 'id', 'source', 'type'] as const;

/** Reads one event of a structured or batch message. Throws {@link RecordFault}. */
export function structuredEvent(bytes: Buffer): CloudEvent {
  const raw = textOf(bytes);
  const value = parse(raw);
  if (!isObject(value)) throw new RecordFault('not_json', 'the event is not an object of JSON');
  const { data, data_base64: packed } = value;
  if (data !== undefined && packed !== undefined) {
    const message = 'the event has both data and data_base64';
    throw new RecordFault('bad_value', message, 'data_base64');
  }
  const told = packed === undefined ? (data ?? null) : unpackedData(value, packed);
  return eventOf(value, { data: told, raw });
}

/** Reads an event whose attributes are headers and whose data is the body. */
export function binaryEvent(headers: Headers, body: Buffer): CloudEvent {
  const attributes: { [name: string]: ExactJson } = {};
  for (const [header, value] of headers) {
    const name = ATTRIBUTE.exec(header)?.[1];
    if (name !== undefined) attributes[name] = unescaped(value);
  }
  const type = headers.get('content-type');
  if (type !== undefined) attributes.datacontenttype = type;
  const text = isUtf8(body) ? body.toString('utf8') : undefined;
  const json = text !== undefined && isJsonType(type);
  const data = json ? parse(text) : (text ?? null);
  const shown = text === undefined ? body.toString('base64') : data;
  const member = text === undefined ? 'data_base64' : 'data';
  const rest = body.length === 0 ? '' : `,"${member}":${json ? text : JSON.stringify(shown)}`;
  const raw = `${JSON.stringify(attributes).slice(0, -1)}${rest}}`;
  return eventOf(attributes, { data: body.length === 0 ? null : data, raw });
}

/** Whether the headers are those of an event in binary mode. */
export function isBinary(headers: Headers): boolean {
  return headers.has('ce-specversion');
}

function eventOf(
  attributes: ExactObject,
  { data, raw }: { readonly data: ExactJson; readonly raw: string },
): CloudEvent {
  for (const name of REQUIRED) {
    const value = attributes[name];
    if (typeof value === 'string' && value.trim() !== '') continue;
    const what = value === undefined ? 'has no' : 'has no usable';
    throw new RecordFault('missing_value', `the event ${what} ${name}`, name);
  }
  const text = (name: string) => optionalText(attributes, name);
  const specversion = text('specversion') as string;
  if (!/^(1(\.\d+)*|0\.3)$/.test(specversion)) {
    const message = `the event is of version ${specversion} of CloudEvents, not of 1.0`;
    throw new RecordFault('bad_value', message, 'specversion');
  }
  return {
    specversion,
    id: text('id') as string,
    source: text('source') as string,
    type: text('type') as string,
    subject: text('subject'),
    datacontenttype: text('datacontenttype'),
    time: timeOf(text('time')),
    data,
    raw,
  };
}

function optionalText(attributes: ExactObject, name: string): string | null {
  const value = attributes[name];
  if (value === undefined || value === null) return null;
  if (typeof value === 'string') return cleanText(value);
  throw new RecordFault('bad_value', `${name} of the event is not text`, name);
}

function timeOf(text: string | null): Instant | null {
  if (text === null) return null;
  const instant = parseInstant(text);
  if (instant !== undefined) return instant;
  throw new RecordFault('bad_value', 'time of the event is not RFC 3339', 'time');
}

function unpackedData(event: ExactObject, packed: ExactJson): ExactJson {
  if (typeof packed !== 'string') {
    throw new RecordFault('bad_value', 'data_base64 of the event is not text', 'data_base64');
  }
  const bytes = Buffer.from(packed, 'base64');
  if (!isUtf8(bytes)) return null;
  const text = bytes.toString('utf8');
  const type = event.datacontenttype;
  return isJsonType(typeof type === 'string' ? type : undefined) ? parse(text) : text;
}

/** Data without a type is JSON. */
function isJsonType(type: string | undefined): boolean {
  return type === undefined || /^[^;]*[/+]json\b/i.test(type);
}

function textOf(bytes: Buffer): string {
  if (isUtf8(bytes)) return bytes.toString('utf8');
  throw new RecordFault('bad_text', 'the bytes of the event are no UTF-8');
}

function parse(text: string): ExactJson {
  if (text.trim() === '') return null;
  try {
    return parseExactJson(text);
  } catch (fault) {
    if (fault instanceof JsonFault) throw new RecordFault(fault.kind, fault.message);
    throw fault;
  }
}

/** Header values carry other characters percent-encoded; a stray percent sign means itself. */
function unescaped(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
