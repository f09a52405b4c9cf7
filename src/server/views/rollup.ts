import type { RollupItem } from '../../contract/index.ts';
import { formatInstant, type Instant } from '../../core/index.ts';
import type { ListedRollup, Numbers, RollupSeries } from '../../query/index.ts';
import { instantText } from './value.ts';

/**
 * The JSON text of series (`RollupSeries` of the contract), column by column: a serialiser that looks
 * at each of a million numbers would take longer than to read them.
 */
export function rollupText(series: readonly RollupSeries[]): string {
  const instants = new Map<Instant, string>();
  const instant = (at: Instant) => {
    let text = instants.get(at);
    if (text === undefined) {
      text = `"${formatInstant(at)}"`;
      instants.set(at, text);
    }
    return text;
  };
  const texts = series.map(({ group, at, columns }) => {
    const groups = Object.entries(group).map(([name, value]) => member(name, valueText(value)));
    const lists = [...columns].map(([name, numbers]) => member(name, `[${numbersText(numbers)}]`));
    const timestamps = Array.from(at, instant).join(',');
    return `{"group":{${groups}},"timestamp":[${timestamps}],"columns":{${lists}}}`;
  });
  return `[${texts.join(',\n')}]`;
}

const member = (name: string, text: string) => `${JSON.stringify(name)}:${text}`;

const valueText = (value: string | number | bigint | null) =>
  typeof value === 'bigint' ? value.toString() : JSON.stringify(value);

/** What is no number to JSON is null, the NaN of a typed array among it. */
function numbersText(numbers: Numbers): string {
  if (numbers instanceof Float64Array) return JSON.stringify(Array.from(numbers)).slice(1, -1);
  return numbers.map(valueText).join(',');
}

/** One rollup of the list of all. */
export function rollupItem(rollup: ListedRollup): RollupItem {
  return {
    name: rollup.name,
    title: rollup.title,
    sources: [...rollup.sources],
    bucket_seconds: rollup.bucketSeconds,
    retention_seconds: rollup.retentionSeconds,
    groups: [...rollup.groups],
    columns: [...rollup.columns],
    percentiles: [...rollup.percentiles],
    complete_to: instantText(rollup.completeTo),
    pending_buckets: rollup.pendingBuckets,
    last_refreshed: instantText(rollup.lastRefreshedAt),
    oldest: instantText(rollup.oldestBucket),
  };
}
