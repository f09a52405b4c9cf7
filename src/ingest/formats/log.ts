import { type NewRow, withHash } from '../../catalogue/index.ts';
import { cleanText, type ExactJson, severityClass } from '../../core/index.ts';
import { FormatFault } from './fault.ts';
import {
  type ExactObject,
  firstText,
  isObject,
  plainJson,
  plainObject,
  readJson,
  textOf,
  wholeOf,
} from './json.ts';
import type { MessageSource } from './source.ts';
import { severityOfLevel, syslogLevel } from './syslog.ts';
import { readTime, type ToldTime } from './time.ts';
import { firstVarbind } from './trap.ts';

/** Facts: telemetry §4.7. Each name stands for what any logger may call it; the first wins. */
const BODY = ['body', 'message', 'msg', 'summary', 'short_message', 'event', 'log'];
const TIME = ['timestamp', 'time', 'ts', '@timestamp'];
const SERVICE = ['service_name', 'service.name', 'service', 'app_name', 'appname', 'app'];
const VERSION = ['service_version', 'service.version'];
const INSTANCE = ['service_instance', 'service.instance.id'];
const SCOPE = ['scope_name', 'logger', 'logger_name'];
const TRACE = ['trace_id', 'traceId', 'traceid'];
const SPAN = ['span_id', 'spanId', 'spanid'];
const HOST = ['host', 'hostname'];

/** Never kept: the secret of SNMP, and the whole line that a gateway adds beside its parts. */
const LEFT_OUT = ['community', 'full_message'];

/** Members that have a column of their own once they were taken; the others are attributes. */
const MEMBERS = [...TIME, ...SERVICE, ...VERSION, ...INSTANCE, ...SCOPE];

/**
 * Rows from lines of JSON: one object, or an array of objects. Throws {@link FormatFault} for
 * anything else.
 */
export function logRows(text: string, source: MessageSource): NewRow<'logs'>[] {
  const value = readJson(text);
  const records = Array.isArray(value) ? (value as readonly ExactJson[]) : [value];
  return records.map((record, index) => {
    if (isObject(record)) return logRow(contentOf(record), source);
    const which = Array.isArray(value) ? `Record ${index} of the message` : 'The message';
    throw new FormatFault('bad_record', `${which} is not an object of JSON.`);
  });
}

/** The record itself where it comes in a CloudEvent, with what the envelope alone says. */
function contentOf(record: ExactObject): ExactObject {
  const { specversion, data, time, source } = record;
  if (typeof specversion !== 'string' || !isObject(data)) return record;
  const told = TIME.some((name) => readTime(data[name]) !== undefined);
  return {
    ...data,
    ...(told || time === undefined ? {} : { time }),
    ...(data.source === undefined && source !== undefined ? { source } : {}),
  };
}

function logRow(record: ExactObject, source: MessageSource): NewRow<'logs'> {
  const taken = new Set(LEFT_OUT);
  const take = (names: readonly string[]) => {
    const name = names.find((one) => textOf(record[one]) !== null);
    if (name !== undefined) taken.add(name);
    return name === undefined ? null : textOf(record[name]);
  };
  const time = timeOf(record);
  const severity = severityOf(record, taken);
  const body = bodyOf(record, source, taken);
  const row = {
    timestamp: time?.instant ?? source.receivedAt,
    time_unix_nano: time?.nanos ?? null,
    ...body,
    ...severity,
    severity_class: severityClass(severity.severity_text, severity.severity_number),
    service_name: take(SERVICE) ?? firstText(record, HOST) ?? serviceOfResource(record),
    service_version: take(VERSION),
    service_instance: take(INSTANCE),
    scope_name: take(SCOPE),
    trace_id: identity(record, { names: TRACE, digits: 32, taken }),
    span_id: identity(record, { names: SPAN, digits: 16, taken }),
    source: sourceOf(record, source.subject),
    resource_attributes: isObject(record.resource) ? plainObject(record.resource) : null,
    attributes: attributesOf(record, taken),
  };
  return withHash('logs', row as unknown as NewRow<'logs'>);
}

function timeOf(record: ExactObject): ToldTime | undefined {
  for (const name of TIME) {
    const time = readTime(record[name]);
    if (time !== undefined) return time;
  }
  return undefined;
}

interface Body {
  readonly body: string;
  readonly body_json: ReturnType<typeof plainJson> | null;
}

function bodyOf(record: ExactObject, source: MessageSource, taken: Set<string>): Body {
  for (const name of BODY) {
    const value = record[name];
    const text = textOf(value) ?? characters(value);
    const structured = text === null && typeof value === 'object' && value !== null;
    if (text === null && !structured) continue;
    taken.add(name);
    if (text !== null) return { body: text, body_json: null };
    const json = plainJson(value as ExactJson);
    return { body: JSON.stringify(json), body_json: json };
  }
  return { body: firstVarbind(record) ?? source.subject, body_json: null };
}

/** Text that came as a list of the codes of its characters. */
function characters(value: ExactJson | undefined): string | null {
  if (!Array.isArray(value) || value.length === 0) return null;
  const codes = value.map((one) => wholeOf(one, [0, 0x10ffff]));
  return codes.every((code) => code !== null) ? cleanText(String.fromCodePoint(...codes)) : null;
}

/**
 * The source's own text and number stay as they are. A number under `level` is one of syslog, which
 * is turned into that of OpenTelemetry; so it stays among the attributes too.
 */
function severityOf(record: ExactObject, taken: Set<string>) {
  const words = ['severity_text', 'severity', 'level'].find((name) => {
    const text = typeof record[name] === 'string' ? cleanText(record[name]) : null;
    return text !== null && !/^\d+$/.test(text);
  });
  if (words !== undefined) taken.add(words);
  const own = wholeOf(record.severity_number, [1, 24]);
  if (own !== null) taken.add('severity_number');
  const level = syslogLevel(record.level);
  return {
    severity_text: words === undefined ? null : textOf(record[words]),
    severity_number:
      own ?? wholeOf(record.severity, [1, 24]) ?? (level === null ? null : severityOfLevel(level)),
  };
}

/** An id in lower-case hexadecimal; one that is none stays among the attributes. */
function identity(
  record: ExactObject,
  { names, digits, taken }: { names: readonly string[]; digits: number; taken: Set<string> },
): string | null {
  const name = names.find((one) => textOf(record[one]) !== null);
  if (name === undefined) return null;
  const text = (textOf(record[name]) ?? '').toLowerCase();
  if (text.length !== digits || !/^[0-9a-f]+$/.test(text) || /^0+$/.test(text)) return null;
  taken.add(name);
  return text;
}

function serviceOfResource(record: ExactObject): string | null {
  const { resource } = record;
  return isObject(resource) ? firstText(resource, [...SERVICE, ...HOST]) : textOf(resource);
}

/** `logs.syslog.processed` comes from syslog. */
function sourceOf(record: ExactObject, subject: string): string | null {
  const [first, second] = subject.split('.');
  return first === 'logs' && second !== undefined ? second : textOf(record.source);
}

function attributesOf(record: ExactObject, taken: ReadonlySet<string>) {
  const rest = Object.entries(record).filter(
    ([name, value]) =>
      !taken.has(name) &&
      value !== null &&
      !(name === 'resource' && isObject(value)) &&
      !(TIME.includes(name) && readTime(value) !== undefined) &&
      !(MEMBERS.includes(name) && textOf(value) === null),
  );
  if (rest.length === 0) return null;
  return plainObject(Object.fromEntries(rest));
}
