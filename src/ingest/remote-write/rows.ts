import type { NewRow } from '../../catalogue/index.ts';
import { type Instant, messageOf } from '../../core/index.ts';
import { decode, encode, type Given, ProtobufFault } from '../protobuf/index.ts';
import { RecordFault } from '../records/index.ts';
import { countOf, histogramJson } from './histogram.ts';
import {
  type NativeHistogram,
  REQUEST_1,
  REQUEST_2,
  type Request1,
  type Sample,
} from './messages.ts';
import {
  type Series,
  type SeriesColumns,
  seriesColumns,
  seriesOf1,
  seriesOf2,
  type UnreadSeries,
} from './series.ts';

/** Version of the protocol: that of the message in the body. */
export type WriteVersion = 1 | 2;

type MetricRow = NewRow<'timeseries_metrics'>;

/** What a request becomes. */
export interface WrittenSeries {
  readonly rows: readonly MetricRow[];
  /** The request with nothing but what the row at that place was made from, as version 1. */
  original(index: number): Uint8Array;
  readonly rejected: readonly {
    readonly fault: RecordFault;
    readonly original: Uint8Array;
    /** Samples and histograms that it holds. */
    readonly count: number;
  }[];
  /** How many rows each of the histograms became at most, by the place of its first row. */
  readonly histogramRows: ReadonlySet<number>;
  /** Marks of series that ended, which are no values. */
  readonly stale: number;
  /** Example measurements, for which there is no place. */
  readonly exemplars: number;
}

/** Payload of the NaN by which Prometheus marks the end of a series; other NaNs are refused. */
const STALE_PAYLOAD = 2n;
const PAYLOAD_BITS = 51;

/**
 * Rows of `timeseries_metrics` from the message of a remote write. Throws {@link RecordFault}
 * `undecodable` for bytes that are no such message.
 */
export function remoteWriteRows(body: Uint8Array, version: WriteVersion): WrittenSeries {
  const collected: Collected = {
    rows: [],
    sources: [],
    rejected: [],
    histogramRows: new Set(),
    stale: 0,
    exemplars: 0,
  };
  for (const series of seriesOf(body, version)) {
    if ('fault' in series) {
      collected.rejected.push({ ...series, original: body });
    } else {
      collect(series, collected);
    }
  }
  const { rows, sources, rejected, histogramRows, stale, exemplars } = collected;
  return {
    rows,
    rejected,
    histogramRows,
    stale,
    exemplars,
    original: (index) => encode(REQUEST_1, { timeseries: [sources[index] ?? {}] }),
  };
}

function seriesOf(body: Uint8Array, version: WriteVersion): readonly (Series | UnreadSeries)[] {
  // Broken letters in a label must not cost the request, which would be sent again and again.
  const options = { repaired: () => {} };
  try {
    if (version === 1) return seriesOf1(decode(REQUEST_1, body, options));
    return seriesOf2(decode(REQUEST_2, body, options));
  } catch (fault) {
    if (!(fault instanceof ProtobufFault)) throw fault;
    throw new RecordFault(
      'undecodable',
      `the body is no message of remote write: ${messageOf(fault)}`,
    );
  }
}

type GivenSeries = Given<Request1['timeseries'][number]>;

interface Collected {
  readonly rows: MetricRow[];
  readonly sources: GivenSeries[];
  readonly rejected: { fault: RecordFault; original: Uint8Array; count: number }[];
  readonly histogramRows: Set<number>;
  stale: number;
  exemplars: number;
}

function collect(series: Series, into: Collected): void {
  const { labels, samples, histograms } = series;
  into.exemplars += series.exemplars;
  try {
    if (samples.length > 0) addSamples(series, seriesColumns(series), into);
    if (histograms.length > 0) addHistograms(series, into);
  } catch (fault) {
    if (!(fault instanceof RecordFault)) throw fault;
    const original = encode(REQUEST_1, { timeseries: [{ labels, samples, histograms }] });
    into.rejected.push({ fault, original, count: samples.length + histograms.length });
  }
}

function addSamples({ labels, samples }: Series, columns: SeriesColumns, into: Collected): void {
  for (const sample of samples) {
    if (isStale(sample)) {
      into.stale += 1;
      continue;
    }
    const { value } = sample;
    into.rows.push({ ...columns, timestamp: instantOf(sample.timestamp), value } as MetricRow);
    into.sources.push({ labels, samples: [sample] });
  }
}

/** A histogram is what a classic one has, `_count` and `_sum`, with its buckets beside the count. */
function addHistograms(series: Series, into: Collected): void {
  const { labels, histograms } = series;
  const count = seriesColumns(series, '_count');
  const sum = seriesColumns(series, '_sum');
  for (const histogram of histograms) {
    if (isStaleSum(histogram)) {
      into.stale += 1;
      continue;
    }
    const timestamp = instantOf(histogram.timestamp);
    const metadata = { ...(count.metadata as object | null), histogram: histogramJson(histogram) };
    const source = { labels, histograms: [histogram] };
    into.histogramRows.add(into.rows.length);
    into.rows.push({ ...count, timestamp, value: countOf(histogram), metadata } as MetricRow);
    into.rows.push({ ...sum, timestamp, value: histogram.sum } as MetricRow);
    into.sources.push(source, source);
  }
}

function instantOf(millis: bigint): Instant {
  return Number(millis) * 1_000;
}

const bits = new DataView(new ArrayBuffer(8));

function isStaleNumber(value: number): boolean {
  if (!Number.isNaN(value)) return false;
  bits.setFloat64(0, value);
  // The bit above the payload says whether it is a quiet one, and any copy may set it.
  return BigInt.asUintN(PAYLOAD_BITS, bits.getBigUint64(0)) === STALE_PAYLOAD;
}

const isStale = ({ value }: Sample) => isStaleNumber(value);
const isStaleSum = ({ sum }: NativeHistogram) => isStaleNumber(sum);
