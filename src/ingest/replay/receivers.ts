import { isUtf8 } from 'node:buffer';
import type { DatasetName } from '../../catalogue/index.ts';
import { parseExactJson } from '../../core/index.ts';
import { type EventMode, eventMode, readEvents } from '../cloud-events/index.ts';
import type { StoredLetter } from '../dead-letters/index.ts';
import { type NatsSettings, replayNatsLetter } from '../nats/index.ts';
import { CONTENT_TYPES, OTLP_SIGNALS, readOtlp } from '../otlp/index.ts';
import { isPayloadKind, type PayloadContext, rowsOfPayload } from '../payload/index.ts';
import {
  isTimeUnit,
  OBSERVATION_SHAPE,
  observationReader,
  RecordFault,
  recordReader,
  requireIngestible,
} from '../records/index.ts';
import { remoteWriteRows } from '../remote-write/index.ts';
import type { RowsByDataset } from '../writer/index.ts';
import type { Refusal, Remade, RemakeByReceiver } from './remade.ts';

export interface RemakeOptions {
  readonly routes: NatsSettings['routes'];
  /** Addresses of which the inventory is not told. */
  readonly ignores?: PayloadContext['ignores'];
}

/** The receivers whose letters can be sent again, each with how its records become rows. */
export function remakes(options: RemakeOptions): RemakeByReceiver {
  return new Map([
    ['http', remakeRecord],
    ['payload', (letter: StoredLetter) => remakePayload(letter, options.ignores)],
    ['cloud-events', remakeEvents],
    ['otlp', remakeOtlp],
    ['remote-write', remakeSeries],
    ['nats', (letter: StoredLetter) => remakeMessage(letter, options.routes)],
  ]);
}

const rowsOf = (dataset: DatasetName, rows: readonly object[]) =>
  ({ [dataset]: rows }) as RowsByDataset;

function utf8(bytes: Buffer): string {
  if (!isUtf8(bytes)) throw new RecordFault('bad_text', 'the bytes of the record are no UTF-8');
  return bytes.toString('utf8');
}

function remakeRecord({ dataset, attributes, receivedAt, original }: StoredLetter): Remade {
  const name = requireIngestible(dataset ?? '');
  const unit = attributes.time_unit;
  const timeUnit = unit !== undefined && isTimeUnit(unit) ? unit : undefined;
  const options = { receivedAt, timeUnit };
  const observed = attributes.shape === OBSERVATION_SHAPE;
  const read = observed ? observationReader(options) : recordReader(name, options);
  return { rows: rowsOf(name, [read(parseExactJson(utf8(original)))]) };
}

function remakePayload(
  { attributes, receivedAt, original }: StoredLetter,
  ignores: PayloadContext['ignores'],
): Remade {
  const { kind = '' } = attributes;
  if (!isPayloadKind(kind)) {
    throw new RecordFault('undecodable', `there is no kind of payload "${kind}"`);
  }
  const read = rowsOfPayload(kind, utf8(original), {
    receivedAt,
    pollerId: attributes.poller_id,
    agentId: attributes.agent_id,
    partition: attributes.partition,
    serviceName: attributes.service_name,
    sourceIp: attributes.source_ip,
    ignores,
  });
  // Polls are of their time: one that is read again begins and ends no stall.
  return { rows: read.rows, observations: read.observations, refusal: read.refused[0] };
}

/** Begins the attributes that were headers. */
const HEADER = 'header.';

function remakeEvents({ attributes, contentType, receivedAt, original }: StoredLetter): Remade {
  const headers = new Map(
    Object.entries(attributes)
      .filter(([name]) => name.startsWith(HEADER))
      .map(([name, value]) => [name.slice(HEADER.length), value] as const),
  );
  if (contentType !== null) headers.set('content-type', contentType);
  const mode: EventMode = eventMode(headers) ?? 'structured';
  const events = readEvents({ headers, body: original }, mode, { receivedAt });
  const refused = events.find((event) => 'fault' in event);
  return {
    rows: rowsOf(
      'events',
      events.flatMap((event) => ('row' in event ? [event.row] : [])),
    ),
    refusal: refused !== undefined && 'fault' in refused ? refused.fault : undefined,
  };
}

function remakeOtlp({ attributes, contentType, receivedAt, original }: StoredLetter): Remade {
  const signal = OTLP_SIGNALS.find((one) => one === attributes.signal);
  if (signal === undefined) throw new RecordFault('undecodable', 'the letter names no signal');
  const format = contentType === CONTENT_TYPES.json ? 'json' : 'protobuf';
  const { dataset, rows, refused } = readOtlp(signal, { format, bytes: original }, receivedAt);
  return { rows: rowsOf(dataset, rows), refusal: refused[0] };
}

function remakeSeries({ contentType, original }: StoredLetter): Remade {
  const version = contentType?.includes('io.prometheus.write.v2.Request') === true ? 2 : 1;
  const { rows, rejected } = remoteWriteRows(original, version);
  return { rows: { timeseries_metrics: rows }, refusal: rejected[0]?.fault };
}

function remakeMessage(letter: StoredLetter, routes: NatsSettings['routes']): Remade {
  const { rows, deadLetters = [] } = replayNatsLetter(letter, routes);
  const refusal: Refusal | undefined = deadLetters[0];
  return { rows, refusal };
}
