import { type NewRow, withHash } from '../../catalogue/index.ts';
import { cleanIp, cleanText } from '../../core/index.ts';
import { RecordFault } from '../records/index.ts';
import {
  type Label,
  METRIC_TYPES,
  type NativeHistogram,
  type Request1,
  type Request2,
  type Sample,
  type Series2,
} from './messages.ts';

/** One series of a request, of either version. */
export interface Series {
  readonly labels: readonly Label[];
  readonly samples: readonly Sample[];
  readonly histograms: readonly NativeHistogram[];
  /** How many exemplars it brings. */
  readonly exemplars: number;
  readonly type: string | null;
  readonly unit: string | null;
}

/** The columns that all rows of a series have in common. */
export type SeriesColumns = Omit<NewRow<'timeseries_metrics'>, 'timestamp' | 'value'>;

export function seriesOf1(request: Request1): readonly Series[] {
  return request.timeseries.map(({ exemplars, ...series }) => ({
    ...series,
    exemplars: exemplars.length,
    type: null,
    unit: null,
  }));
}

/** A series that cannot be read. */
export interface UnreadSeries {
  readonly fault: RecordFault;
  /** Samples and histograms that it holds. */
  readonly count: number;
}

/** A series that refers to texts that are not there is a fault; the others stay. */
export function seriesOf2({ symbols, timeseries }: Request2): readonly (Series | UnreadSeries)[] {
  return timeseries.map((series) => {
    try {
      return seriesOf(series, symbols);
    } catch (fault) {
      if (!(fault instanceof RecordFault)) throw fault;
      return { fault, count: series.samples.length + series.histograms.length };
    }
  });
}

function seriesOf(series: Series2, symbols: readonly string[]): Series {
  const { labelsRefs, samples, histograms, exemplars, metadata } = series;
  const textAt = (reference: number | undefined) => {
    const text = symbols[reference ?? symbols.length];
    if (text !== undefined) return text;
    throw new RecordFault(
      'bad_value',
      `the series refers to symbol ${reference}, which is not there`,
    );
  };
  const labels: Label[] = [];
  for (let at = 0; at < labelsRefs.length; at += 2) {
    labels.push({ name: textAt(labelsRefs[at]), value: textAt(labelsRefs[at + 1]) });
  }
  const type = METRIC_TYPES[metadata?.type ?? 0] ?? 'unknown';
  return {
    labels,
    samples,
    histograms,
    exemplars: exemplars.length,
    type: type === 'unknown' ? null : type,
    unit: cleanText(metadata === undefined ? null : textAt(metadata.unitRef)),
  };
}

/** The kind of every metric that comes this way: its own type is not known to version 1. */
const METRIC_TYPE = 'prometheus';
const PARTITION = 'default';
const LARGEST_INDEX = 2 ** 31 - 1;

/**
 * The columns of a series by its labels: `__name__` is the metric; `instance` names what was
 * measured, a device where it is an address; `partition` and `ifIndex` have columns of their own. All
 * labels but the name stand in `tags` too. `suffix` goes behind the name. Throws
 * {@link RecordFault} for a series without a name, or with one label twice.
 */
export function seriesColumns(series: Series, suffix = ''): SeriesColumns {
  const tags = tagsOf(series.labels);
  const { __name__: name, ...others } = tags;
  if (name === undefined) {
    throw new RecordFault('missing_value', 'the series has no label __name__', 'metric_name');
  }
  const instance = cleanText(others.instance);
  const ip = cleanIp(instance);
  const partition = cleanText(others.partition) ?? PARTITION;
  const index = Number(others.ifIndex ?? Number.NaN);
  return withHash('timeseries_metrics', {
    metric_name: `${name}${suffix}`,
    metric_type: METRIC_TYPE,
    device_id: ip === null ? null : `${partition}:${ip}`,
    target_device_ip: ip ?? instance,
    if_index: Number.isInteger(index) && index >= 0 && index <= LARGEST_INDEX ? index : null,
    partition,
    unit: series.unit,
    tags: Object.keys(others).length === 0 ? null : others,
    metadata: series.type === null ? null : { type: series.type },
  } as unknown as SeriesColumns);
}

/** A label without value is one that is not there. */
function tagsOf(labels: readonly Label[]): { [name: string]: string } {
  const tags = new Map<string, string>();
  for (const { name, value } of labels) {
    if (tags.has(name)) {
      throw new RecordFault('bad_value', `the series has the label ${name} twice`, 'tags');
    }
    if (name !== '' && value !== '') tags.set(name, value);
  }
  return Object.fromEntries(tags);
}
