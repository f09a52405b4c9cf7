import { MICROS_PER_SECOND } from '../../core/index.ts';
import type { SeriesRow } from '../../query/index.ts';

/** Rows of one kind inside an answer, newest first. */
export interface RowList {
  readonly rows: readonly SeriesRow[];
  /** Column that tells the series of one device apart. */
  readonly series: string;
}

/** Rows of one sample, or of the samples that several devices took within one second. */
export interface SampleGroup {
  /** The newest instant among the members. */
  readonly timestamp: number;
  /** The members, one array per list. */
  readonly members: readonly SeriesRow[][];
}

/**
 * Puts rows of the same second together (facts: telemetry §2.2), newest first. A series has one
 * place in a group: the second sample that a device takes within a second begins another.
 */
export function groupBySecond(lists: readonly RowList[]): SampleGroup[] {
  const groups: SampleGroup[] = [];
  // Names of the series in the last group; made when a second sample asks for them.
  let seen: Set<string> | undefined;
  for (const { timestamp, sample } of samplesOf(lists)) {
    const group = groups.at(-1);
    if (group !== undefined && secondOf(group.timestamp) === secondOf(timestamp)) {
      seen ??= new Set(seriesNames(lists, group.members));
      const names = seriesNames(lists, sample);
      if (names.every((name) => !seen?.has(name))) {
        for (const name of names) seen.add(name);
        sample.forEach((rows, index) => {
          group.members[index]?.push(...rows);
        });
        continue;
      }
    }
    groups.push({ timestamp, members: sample });
    seen = undefined;
  }
  return groups;
}

/** The rows of all lists by their exact instant, newest first. */
function* samplesOf(lists: readonly RowList[]) {
  const next = lists.map(() => 0);
  const nextRow = (index: number) => lists[index]?.rows[next[index] ?? 0];
  for (;;) {
    const timestamp = Math.max(
      ...lists.map((_, index) => nextRow(index)?.timestamp ?? Number.NEGATIVE_INFINITY),
    );
    if (timestamp === Number.NEGATIVE_INFINITY) return;
    const sample = lists.map(({ rows }, index) => {
      const from = next[index] ?? 0;
      let to = from;
      while (rows[to]?.timestamp === timestamp) to++;
      next[index] = to;
      return rows.slice(from, to);
    });
    yield { timestamp, sample };
  }
}

function secondOf(instant: number): number {
  return Math.floor(instant / MICROS_PER_SECOND);
}

function seriesNames(lists: readonly RowList[], members: readonly SeriesRow[][]): string[] {
  return members.flatMap((rows, index) =>
    rows.map((row) => `${index}\u0000${row.device_id}\u0000${row[lists[index]?.series ?? '']}`),
  );
}
