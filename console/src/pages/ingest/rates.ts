import type { IngestLine, IngestReport } from '../../../../src/contract/index.ts';
import { exactly, type IngestHistory, type Sample } from '../../data/index.ts';
import { readInstant } from '../../format/index.ts';

/** A line of the report with what it did lately. */
export interface LineRate {
  readonly key: string;
  readonly line: IngestLine;
  /** Records per second between the newest two reports; null before there are two. */
  readonly perSecond: number | null;
  readonly samples: readonly Sample[];
}

/** Key of the one reading of each sample. */
export const RATE = 'rate';

export const lineKey = ({ dataset, receiver }: IngestLine): string => `${dataset} ${receiver}`;

/** How many records came per second, of each dataset and receiver. */
export function ratesOf(history: IngestHistory): readonly LineRate[] {
  return (history.at(-1)?.lines ?? []).map((line) => {
    const key = lineKey(line);
    const samples = samplesOf(history, (report) => receivedOf(report, key));
    return { key, line, samples, perSecond: samples.at(-1)?.readings[RATE]?.value ?? null };
  });
}

/** How many rows became safe per second, over everything. */
export function storedRate(history: IngestHistory): readonly Sample[] {
  return samplesOf(history, ({ lines }) => lines.reduce((sum, one) => sum + one.accepted, 0));
}

function receivedOf({ lines }: IngestReport, key: string): number {
  return lines.find((line) => lineKey(line) === key)?.received ?? 0;
}

/** Growth of a count per second, from each report to the next. */
function samplesOf(history: IngestHistory, count: (report: IngestReport) => number): Sample[] {
  return history.slice(1).flatMap((report, index): Sample[] => {
    const before = history[index];
    const timeMs = readInstant(report.now);
    const beforeMs = readInstant(before?.now);
    if (before === undefined || timeMs === undefined || beforeMs === undefined) return [];
    if (timeMs <= beforeMs) return [];
    const perSecond = ((count(report) - count(before)) * 1_000) / (timeMs - beforeMs);
    return [{ timeMs, readings: { [RATE]: exactly(perSecond) } }];
  });
}

/** A rate as people say it: `12.5 /s`. */
export function rateText(perSecond: number | null, dash: string): string {
  if (perSecond === null) return dash;
  const digits = perSecond !== 0 && perSecond < 10 ? 1 : 0;
  const text = perSecond.toLocaleString('en', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return `${text} /s`;
}
