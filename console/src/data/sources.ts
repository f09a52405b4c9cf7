import type {
  MappingReport,
  ProcessGroup,
  ReadinessReport,
  SelfReport,
  StorageReport,
  VersionReport,
} from '../../../src/contract/index.ts';
import { readInstant, writeInstant } from '../format/index.ts';
import { type TimeRange, windowOf } from '../location/index.ts';
import { addressOf, readJson } from './request.ts';
import { readSeries, type Series, sysmonPath } from './series.ts';
import { learnClock, serverNow } from './server-clock.ts';
import type { ChartedKind } from './sysmon.ts';
import { type Polled, usePoll } from './use-poll.ts';

/** A list or a state changes slowly; a person waits no longer than this to see it. */
const SLOW_MS = 10_000;

/** What this server is; fetched always, also while the page is paused, so that a loss is noticed. */
export function useSelf(): Polled<SelfReport> {
  return usePoll({
    key: 'self',
    subject: 'self',
    live: true,
    intervalMs: () => 5_000,
    read: async (_previous, signal) => {
      const asked = Date.now();
      const { body } = await readJson<SelfReport>('/api/self', { signal });
      const now = readInstant(body.now);
      if (now !== undefined) learnClock(now, asked, Date.now());
      return body;
    },
  });
}

/** Whether the parts of the server work; a server that is not ready answers 503 with the reason. */
export function useReadiness(live: boolean): Polled<ReadinessReport> {
  return usePoll({
    key: 'readyz',
    subject: 'readyz',
    live,
    intervalMs: () => SLOW_MS,
    read: async (_previous, signal) =>
      (await readJson<ReadinessReport>('/readyz', { signal, accept: [503] })).body,
  });
}

/** Program and schema version. */
export function useVersion(): Polled<VersionReport> {
  return usePoll({
    key: 'version',
    subject: 'version',
    live: false,
    intervalMs: () => SLOW_MS,
    read: async (_previous, signal) => (await readJson<VersionReport>('/version', { signal })).body,
  });
}

/** What the store holds. */
export function useStorage(exact: boolean, live: boolean): Polled<StorageReport> {
  const address = addressOf('/api/storage', { exact: exact ? 'true' : undefined });
  return usePoll({
    key: address,
    subject: 'storage',
    live: live && !exact,
    intervalMs: () => SLOW_MS,
    read: async (_previous, signal) => (await readJson<StorageReport>(address, { signal })).body,
  });
}

/** The mapping looks at every dataset and changes with the program more than with time. */
const MAPPING_MS = 30_000;

/** Where each object of Proton went. */
export function useMapping(exact: boolean, live: boolean): Polled<MappingReport> {
  const address = addressOf('/api/mapping', { exact: exact ? 'true' : undefined });
  return usePoll({
    key: address,
    subject: 'mapping',
    live: live && !exact,
    intervalMs: () => MAPPING_MS,
    read: async (_previous, signal) => (await readJson<MappingReport>(address, { signal })).body,
  });
}

export interface SysmonRequest<K extends ChartedKind> {
  readonly kind: K;
  readonly deviceId: string;
  readonly range: TimeRange;
  readonly live: boolean;
  readonly points: number;
  /** Milliseconds between two samples of the device, where that is known. */
  readonly sampleMs: number | undefined;
}

const rangeKey = (range: TimeRange): string =>
  range.kind === 'last' ? range.text : `${range.startMs}-${range.endMs}`;

/** Half a sample apart, so that a value is never shown much later than it came. */
const paceMs = (sampleMs: number | undefined): number =>
  Math.min(60_000, Math.max(1_000, (sampleMs ?? 10_000) / 2));

/** Series of a device over a range. */
export function useSeries<K extends ChartedKind>(request: SysmonRequest<K>): Polled<Series<K>> {
  const { kind, deviceId, range, live, points, sampleMs } = request;
  return usePoll<Series<K>>({
    key: [kind, deviceId, rangeKey(range), points].join(' '),
    subject: `${kind} ${deviceId}`,
    live,
    intervalMs: () => paceMs(sampleMs),
    read: (previous, signal) =>
      readSeries({ kind, deviceId, range, points, nowMs: serverNow() }, previous, signal),
  });
}

/** The newest processes of a device inside a range; null when there are none. */
export function useProcesses(
  deviceId: string,
  view: { readonly range: TimeRange; readonly live: boolean },
  sampleMs: number | undefined,
): Polled<ProcessGroup | null> {
  const { range, live } = view;
  return usePoll<ProcessGroup | null>({
    key: `processes ${deviceId} ${rangeKey(range)}`,
    subject: `processes ${deviceId}`,
    live,
    intervalMs: () => paceMs(sampleMs),
    read: async (_previous, signal) => {
      const { startMs, endMs } = windowOf(range, serverNow());
      const address = addressOf(sysmonPath(deviceId, 'processes'), {
        start: writeInstant(startMs),
        end: range.kind === 'absolute' ? writeInstant(endMs) : undefined,
        latest: 'true',
      });
      const { body } = await readJson<readonly ProcessGroup[]>(address, { signal });
      return body[0] ?? null;
    },
  });
}
