import type { SERIES_HEADERS } from '../../../src/contract/index.ts';
import { readInstant, writeInstant } from '../format/index.ts';
import { type TimeRange, type TimeWindow, windowOf } from '../location/index.ts';
import { addressOf, readJson } from './request.ts';
import { clip, type Sample, splice } from './samples.ts';
import { type ChartedKind, readSamples, type SysmonGroups } from './sysmon.ts';

// The contract's own object would bring its schemas into the bundle; the type holds both equal.
const HEADERS: typeof SERIES_HEADERS = {
  resolution: 'x-radarstore-resolution',
  source: 'x-radarstore-source',
  completeTo: 'x-radarstore-complete-to',
  rollupCompleteTo: 'x-radarstore-rollup-complete-to',
};

/** A sample may be stored after a younger one: this much of what is known is asked for again. */
const LATE_MS = 30_000;

/** The series of one chart, and what the server says about them. */
export interface Series<K extends ChartedKind = ChartedKind> {
  /** Oldest first. */
  readonly samples: readonly Sample[];
  readonly newest: SysmonGroups[K] | undefined;
  readonly window: TimeWindow;
  /** Milliseconds that a point stands for; null when points are samples as stored. */
  readonly stepMs: number | null;
  readonly source: string | undefined;
  readonly completeToMs: number | undefined;
}

export interface SeriesRequest<K extends ChartedKind> {
  readonly kind: K;
  readonly deviceId: string;
  readonly range: TimeRange;
  /** About as many points as the chart has pixels. */
  readonly points: number;
  readonly nowMs: number;
}

/** Path of a device's series. */
export function sysmonPath(deviceId: string, kind: string): string {
  return `/api/devices/${encodeURIComponent(deviceId)}/sysmon/${kind}`;
}

/** Reads `60s` as milliseconds; `raw` and anything unknown as null. */
export function readResolution(text: string | null): number | null {
  const match = /^(\d+)s$/.exec(text ?? '');
  return match === null ? null : Number(match[1]) * 1_000;
}

/**
 * From where a sliding range goes on: the newest sample, or the first point that may still change.
 * Undefined when all must be fetched: nothing is known, or it has become too dense.
 */
export function resumeFrom(
  previous: Series | undefined,
  request: { range: TimeRange; points: number; nowMs: number },
): number | undefined {
  if (previous === undefined || request.range.kind === 'absolute') return undefined;
  const newest = previous.samples.at(-1)?.timeMs;
  if (newest === undefined || previous.samples.length > 2 * request.points) return undefined;
  if (newest < request.nowMs - request.range.lengthMs || newest > request.nowMs + 60_000)
    return undefined;
  if (previous.stepMs === null) return newest - LATE_MS;
  const unfinished = Math.min(previous.completeToMs ?? newest, newest);
  return Math.floor(unfinished / previous.stepMs) * previous.stepMs;
}

/** Reads series: all of the range at first, afterwards only what is new. */
export async function readSeries<K extends ChartedKind>(
  request: SeriesRequest<K>,
  previous: Series<K> | undefined,
  signal: AbortSignal,
): Promise<Series<K>> {
  const { kind, deviceId, range, nowMs } = request;
  const window = windowOf(range, nowMs);
  const sinceMs = resumeFrom(previous, request);
  const density =
    sinceMs === undefined
      ? { points: String(request.points) }
      : { step: previous?.stepMs ? `${previous.stepMs / 1_000}s` : undefined };
  const address = addressOf(sysmonPath(deviceId, kind), {
    start: writeInstant(sinceMs ?? window.startMs),
    // A sliding range has no end: the server's clock, not ours, says what is newest.
    end: range.kind === 'absolute' ? writeInstant(window.endMs) : undefined,
    ...density,
  });
  const { body, headers } = await readJson<readonly SysmonGroups[K][]>(address, { signal });
  const stepMs = readResolution(headers.get(HEADERS.resolution));
  const answered = readSamples(kind, body);
  // The first point of a range that begins inside its step is the mean of a few samples only.
  const fresh =
    sinceMs === undefined && stepMs !== null
      ? answered.filter(({ timeMs }) => timeMs >= window.startMs)
      : answered;
  const samples = sinceMs === undefined ? fresh : splice(previous?.samples ?? [], fresh, sinceMs);
  const known = sinceMs === undefined ? undefined : previous?.newest;
  // A downsampled point is a mean; what a thing is now says only a sample.
  const newest = stepMs === null ? body[0] : await readNewest(request, window, signal);
  return {
    samples: clip(samples, window),
    newest: newest ?? known,
    window,
    stepMs,
    source: headers.get(HEADERS.source) ?? undefined,
    completeToMs: readInstant(headers.get(HEADERS.completeTo)),
  };
}

/** The newest sample of a range, as it was stored. */
async function readNewest<K extends ChartedKind>(
  { kind, deviceId, range }: SeriesRequest<K>,
  { startMs, endMs }: TimeWindow,
  signal: AbortSignal,
): Promise<SysmonGroups[K] | undefined> {
  const address = addressOf(sysmonPath(deviceId, kind), {
    start: writeInstant(startMs),
    end: range.kind === 'absolute' ? writeInstant(endMs) : undefined,
    latest: 'true',
  });
  return (await readJson<readonly SysmonGroups[K][]>(address, { signal })).body[0];
}
