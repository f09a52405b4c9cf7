import { type Polled, type Series, useSelf, useSeries } from '../../../data/index.ts';
import { useView } from '../../../location/index.ts';

/** The three series that say how a host does. */
export interface HostSeries {
  readonly cpu: Polled<Series<'cpu'>>;
  readonly memory: Polled<Series<'memory'>>;
  readonly disk: Polled<Series<'disk'>>;
}

/** Milliseconds between two samples, which is known for the host of the store only. */
export function useSampleMs(): number | undefined {
  const seconds = useSelf().value?.sample_seconds;
  return seconds === null || seconds === undefined ? undefined : seconds * 1_000;
}

/** Processor, memory and disks of a device over the range of the page. */
export function useHostSeries(deviceId: string, points: number): HostSeries {
  const request = { deviceId, ...useView(), sampleMs: useSampleMs(), points };
  return {
    cpu: useSeries({ kind: 'cpu', ...request }),
    memory: useSeries({ kind: 'memory', ...request }),
    disk: useSeries({ kind: 'disk', ...request }),
  };
}
