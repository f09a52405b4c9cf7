import type { DatasetName, NewRow } from '../../catalogue/index.ts';
import { type ExactJson, JsonFault, parseExactJson } from '../../core/index.ts';
import { eventMode, plainEventRow, readEvents } from '../cloud-events/index.ts';
import {
  FormatFault,
  flowRow,
  isObject,
  logRows,
  readFlows,
  readJson,
  spanMetricRow,
  withoutSecrets,
} from '../formats/index.ts';
import { OTLP_SIGNALS, OtlpFault, type OtlpFormat, readOtlp, SIGNALS } from '../otlp/index.ts';
import {
  createSplitter,
  observationReader,
  RecordFault,
  type RecordReader,
  recordReader,
} from '../records/index.ts';
import type { ReceivedMessage } from './broker.ts';
import type { Decoded, DecodedRow, Rejection } from './decode.ts';
import type { Format } from './route.ts';

/** Makes rows of a message. Throws {@link FormatFault} where nothing can be made of it. */
type Decoder = (message: ReceivedMessage, dataset: DatasetName) => Decoded;

/** How each format is read. */
export const DECODERS: { readonly [F in Format]: Decoder } = {
  json: (message, dataset) => decodeRecords(message, dataset, recordReader(dataset, message)),
  otlp: decodeOtlp,
  log: decodeLogs,
  event: decodeEvents,
  flow: decodeFlows,
  observation: (message, dataset) => decodeRecords(message, dataset, observationReader(message)),
};

const bytesOf = ({ data }: ReceivedMessage) =>
  Buffer.from(data.buffer, data.byteOffset, data.byteLength);

const LINE_FEED = 10;
const OPEN_BRACKET = 91;
const OPEN_BRACE = 123;

/** The first byte of a message that is no blank. */
function firstByte({ data }: ReceivedMessage): number | undefined {
  return data.find((byte) => byte > 32);
}

/** Records of the dataset: an object, several of them one after the other, or an array of them. */
function decodeRecords(
  message: ReceivedMessage,
  dataset: DatasetName,
  read: RecordReader,
): Decoded {
  return collect(pieces(message), dataset, ({ bytes, fault }) => {
    if (fault !== undefined) throw fault;
    return read(parse(bytes));
  });
}

function pieces(message: ReceivedMessage) {
  const splitter = createSplitter({ format: 'values', longest: message.data.byteLength });
  const found = [...splitter.push(bytesOf(message)), ...splitter.end()];
  if (found.length === 0) throw new FormatFault('empty', 'The message is empty.');
  return found;
}

function raise(fault: Error): never {
  throw fault;
}

function parse(bytes: Buffer): ExactJson {
  try {
    return parseExactJson(bytes.toString('utf8'));
  } catch (fault) {
    if (fault instanceof JsonFault) throw new RecordFault(fault.kind, fault.message);
    throw fault;
  }
}

function decodeLogs(message: ReceivedMessage): Decoded {
  const text = bytesOf(message).toString('utf8');
  const original = () => Buffer.from(withoutSecrets(text));
  const rows = logRows(text, message).map((row) => ({ dataset: 'logs', row, original }) as const);
  return { rows, rejected: [] };
}

function decodeFlows(message: ReceivedMessage): Decoded {
  return collect(readFlows(message.data), 'netflow_metrics', ({ flow }) => flowRow(flow, message));
}

/** A request of OTLP, in protobuf or JSON; for metrics also what a collector derived from spans. */
function decodeOtlp(message: ReceivedMessage, dataset: DatasetName): Decoded {
  const first = firstByte(message);
  const isList = first === OPEN_BRACKET && dataset === 'otel_metrics';
  const isJson = isList || first === OPEN_BRACE;
  // The tag that begins a request in protobuf is a blank of JSON, and the length behind it anything.
  if (message.data[0] === LINE_FEED) {
    const asProtobuf = readRequest(message, dataset, 'protobuf');
    if (!(asProtobuf instanceof OtlpFault)) return asProtobuf;
  }
  if (first === undefined) throw new FormatFault('empty', 'The message is empty.');
  if (isList) {
    // Each is kept as a list of one, which is how it would come alone.
    const records = pieces(message).map(({ bytes, fault }) => ({
      bytes: Buffer.concat([Buffer.from('['), bytes, Buffer.from(']')]),
      read: () => (fault === undefined ? parse(bytes) : raise(fault)),
    }));
    return collect(records, dataset, ({ read }) => spanMetricRow(read(), message));
  }
  const decoded = readRequest(message, dataset, isJson ? 'json' : 'protobuf');
  if (!(decoded instanceof OtlpFault)) return decoded;
  const { reason, message: why } = decoded;
  return { rows: [], rejected: [{ dataset, reason, message: why }] };
}

/** What a request becomes in that format, or why it cannot be read. */
function readRequest(
  message: ReceivedMessage,
  dataset: DatasetName,
  format: OtlpFormat,
): Decoded | OtlpFault {
  const signal = OTLP_SIGNALS.find((one) => SIGNALS[one].dataset === dataset);
  if (signal === undefined) throw new Error(`${dataset} is none of OTLP`);
  try {
    const read = readOtlp(signal, { format, bytes: message.data }, message.receivedAt);
    const rows = read.rows.map((row, index) => ({
      dataset,
      row,
      original: () => read.originalOfRow(index),
    }));
    const rejected = read.refused.map(
      ({ record, field, reason, message: why }): Rejection => ({
        dataset,
        reason,
        message: why,
        field,
        original: () => read.originalOf(record),
      }),
    );
    return { rows, rejected };
  } catch (fault) {
    if (fault instanceof OtlpFault) return fault;
    throw fault;
  }
}

/** CloudEvents by their headers or by what they look like; anything else as a plain event. */
function decodeEvents(message: ReceivedMessage): Decoded {
  if (message.data.byteLength === 0) throw new FormatFault('empty', 'The message is empty.');
  const headers = new Map(
    [...message.headers].map(([name, value]) => [name.toLowerCase(), value] as const),
  );
  const source = {
    receivedAt: message.receivedAt,
    subject: message.subject,
    sequence: `${message.stream}/${message.sequence}`,
  };
  const mode = eventMode(headers) ?? (looksStructured(message) ? 'structured' : undefined);
  if (mode === undefined) return plainEvent(message, source);
  const rows: DecodedRow[] = [];
  const rejected: Rejection[] = [];
  for (const one of readEvents({ headers, body: bytesOf(message) }, mode, source)) {
    const { original } = one;
    if ('row' in one) {
      const kept = () => Buffer.from(withoutSecrets(bytesOf(message).toString('utf8')));
      rows.push(mode === 'binary' ? { ...eventOf(one.row), original: kept } : eventOf(one.row));
    } else {
      const { reason, message: why, field } = one.fault;
      // Its text holds everything, so that it is an event like any other text.
      if (mode === 'structured') return plainEvent(message, source);
      rejected.push({ dataset: 'events', reason, message: why, field, original: () => original });
    }
  }
  return { rows, rejected };
}

function plainEvent(
  message: ReceivedMessage,
  source: Parameters<typeof plainEventRow>[1],
): Decoded {
  return { rows: [eventOf(plainEventRow(message.data, source))], rejected: [] };
}

/** A message may hold the community of a trap, which its row does not. */
function eventOf(row: NewRow<'events'>): DecodedRow {
  return { dataset: 'events', row, original: () => Buffer.from(row.raw_data ?? '') };
}

function looksStructured(message: ReceivedMessage): boolean {
  if (firstByte(message) !== OPEN_BRACE) return false;
  try {
    const value = readJson(bytesOf(message).toString('utf8'));
    return isObject(value) && typeof value.specversion === 'string';
  } catch {
    return false; // no JSON, and so no CloudEvent
  }
}

/** Makes a row of each record; one that fails is rejected alone. */
function collect<R extends { readonly bytes: Uint8Array }>(
  records: readonly R[],
  dataset: DatasetName,
  make: (record: R) => NewRow<DatasetName>,
): Decoded {
  const rows: DecodedRow[] = [];
  const rejected: Rejection[] = [];
  for (const record of records) {
    const original = () => record.bytes;
    try {
      rows.push({ dataset, row: make(record), original });
    } catch (fault) {
      if (!(fault instanceof FormatFault) && !(fault instanceof RecordFault)) throw fault;
      const { reason, field, message } = fault;
      rejected.push({ dataset, reason, message, field, original });
    }
  }
  return { rows, rejected };
}
