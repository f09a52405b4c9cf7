import type { DeviceObservation } from '../../catalogue/index.ts';
import { canonicalJson, type Instant, MICROS_PER_SECOND } from '../../core/index.ts';

/** A component is observed when it says something new, and else once in this time. */
const REFRESH = 60 * MICROS_PER_SECOND;

/** Components are some thousands; ids that somebody makes up have no end. */
const MOST_ENTRIES = 50_000;

/** Which observations of components are written, so that each report does not cost one. */
export interface ComponentSchedule {
  /** Those of devices that are named are due in any case. */
  due(
    observations: readonly DeviceObservation[],
    anyway: { has(deviceId: string): boolean },
  ): readonly DeviceObservation[];
  /** They are stored. */
  stored(observations: readonly DeviceObservation[]): void;
}

export function createComponentSchedule(): ComponentSchedule {
  const written = new Map<string, { readonly content: string; readonly at: Instant }>();
  return {
    due: (observations, anyway) =>
      observations.filter((one) => {
        const before = written.get(one.deviceId);
        const late = before !== undefined && one.observedAt < before.at;
        if (before === undefined || late || anyway.has(one.deviceId)) return true;
        return one.observedAt - before.at >= REFRESH || contentOf(one) !== before.content;
      }),
    stored(observations) {
      for (const one of observations) {
        const before = written.get(one.deviceId);
        if (before !== undefined && before.at > one.observedAt) continue;
        written.delete(one.deviceId);
        const [oldest] = written.size < MOST_ENTRIES ? [] : written.keys();
        if (oldest !== undefined) written.delete(oldest);
        written.set(one.deviceId, { content: contentOf(one), at: one.observedAt });
      }
    },
  };
}

/** All that it says but the time. */
function contentOf({ observedAt: _when, metadata, ...rest }: DeviceObservation): string {
  const { last_heartbeat: _beat, ...told } = metadata;
  return canonicalJson({ ...rest, metadata: told });
}
