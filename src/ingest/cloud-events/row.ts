import { isUtf8 } from 'node:buffer';
import { type NewRow, withHash } from '../../catalogue/index.ts';
import { type Instant, JsonFault, parseExactJson, repairText } from '../../core/index.ts';
import { isObject, isTrap, readTrap } from '../formats/index.ts';
import type { CloudEvent } from './envelope.ts';
import { toldBy } from './told.ts';

/** What is known of an event beside what it says itself. */
export interface EventSource {
  /** Receipt time, which stands where an event tells none. */
  readonly receivedAt: Instant;
  /** Subject of the message in which it came. */
  readonly subject?: string | null;
  /** Number of that message, which tells apart events without an id. */
  readonly sequence?: string;
}

/** The row of a CloudEvent. */
export function eventRow(event: CloudEvent, source: EventSource): NewRow<'events'> {
  const subject = event.subject ?? source.subject ?? null;
  const told = toldBy(event.data, { type: event.type, subject });
  return withHash('events', {
    event_timestamp: told.instant ?? event.time ?? source.receivedAt,
    specversion: event.specversion,
    id: event.id,
    source: event.source,
    type: event.type,
    datacontenttype: event.datacontenttype,
    subject,
    ...toldColumns(told),
    raw_data: withoutSecrets(event),
  } as NewRow<'events'>);
}

/** What the data of an event tells, by column. */
function toldColumns(told: ReturnType<typeof toldBy>) {
  return {
    remote_addr: told.remoteAddress,
    host: told.host,
    level: told.level,
    severity: told.severity,
    short_message: told.message,
    version: told.version,
  };
}

/** The name of a community is a password of SNMP, and an event is read by many. */
function withoutSecrets({ data, raw }: CloudEvent): string {
  if (!isObject(data) || !isTrap(data)) return raw;
  const {
    data: _data,
    data_base64: _packed,
    ...attributes
  } = JSON.parse(raw) as object & {
    readonly data?: unknown;
    readonly data_base64?: unknown;
  };
  return `${JSON.stringify(attributes).slice(0, -1)},"data":${readTrap(data).text}}`;
}

/**
 * The row of a message that is no CloudEvent: what its data tells, and the message as it came. It is
 * told apart by its text and the number of the message (facts: telemetry §6.3).
 */
export function plainEventRow(bytes: Uint8Array, source: EventSource): NewRow<'events'> {
  const buffer = Buffer.from(bytes);
  const text = isUtf8(buffer) ? buffer.toString('utf8') : buffer.toString('latin1');
  const data = dataOf(text);
  const subject = source.subject ?? null;
  const told = toldBy(data, { type: null, subject });
  const raw = isObject(data) && isTrap(data) ? readTrap(data).text : text;
  const row = {
    event_timestamp: told.instant ?? source.receivedAt,
    subject,
    ...toldColumns(told),
    raw_data: repairText(raw),
  };
  const beside = source.sequence === undefined ? {} : { sequence: source.sequence };
  return withHash('events', row as unknown as NewRow<'events'>, beside);
}

function dataOf(text: string): ReturnType<typeof parseExactJson> {
  try {
    return parseExactJson(text);
  } catch (fault) {
    if (fault instanceof JsonFault) return text;
    throw fault;
  }
}
