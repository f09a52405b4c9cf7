import type { DeviceObservation } from '../../catalogue/index.ts';
import { cleanIp, cleanMac, cleanText, repairText } from '../../core/index.ts';
import { DELETED, kindOf, MERGED_INTO, mergeTarget } from './kind.ts';
import { limitMetadata } from './limits.ts';

/** Sources that speak of the host on which they run, which therefore is there (UD-12 e). */
const SELF_REPORTING = new Set(['self-reported', 'serviceradar']);

/**
 * An observation as it is stored and folded: cleaned, blank values gone, device and partition named
 * (UD-12). Doing it again changes nothing.
 */
export function normalise(observation: DeviceObservation): DeviceObservation {
  const ip = cleanIp(observation.ip);
  const source = cleanText(observation.source) ?? 'unknown';
  const present = ip !== null && SELF_REPORTING.has(source);
  const cleaned = {
    ...observation,
    ...nameDevice(observation, ip),
    source,
    agentId: cleanText(observation.agentId) ?? '',
    pollerId: cleanText(observation.pollerId) ?? '',
    ip,
    mac: cleanMacs(observation.mac),
    hostname: cleanText(observation.hostname),
    available: present ? true : observation.available,
    metadata: cleanMap(observation.metadata),
  };
  return { ...cleaned, metadata: limitMetadata(withoutIdleFlags(cleaned)) };
}

/** `<partition>:<ip>` for a device that has no id with a partition in it. */
function nameDevice(
  observation: DeviceObservation,
  ip: string | null,
): Pick<DeviceObservation, 'deviceId' | 'partition'> {
  const given = cleanText(observation.deviceId) ?? '';
  const colon = given.indexOf(':');
  const partition =
    cleanText(observation.partition) ??
    cleanText(colon < 0 ? null : given.slice(0, colon)) ??
    'default';
  const deviceId = colon < 0 && ip !== null ? `${partition}:${ip}` : given;
  return { deviceId, partition };
}

/** One address, or several with commas between them (UD-38), each once and sorted. */
function cleanMacs(text: string | null): string | null {
  const single = cleanMac(text);
  if (single !== null || text === null) return single;
  const macs = text.split(/[,;\s]+/).flatMap((one) => cleanMac(one) ?? []);
  return macs.length === 0 ? null : [...new Set(macs)].sort().join(',');
}

/** Sorted first, so that of two keys that become one the same one stays in every run. */
function cleanMap(metadata: DeviceObservation['metadata']): { [key: string]: string } {
  const entries = Object.entries(metadata)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([key, value]) => {
      const cleanKey = cleanText(key);
      return cleanKey === null ? [] : [[cleanKey, repairText(value)] as const];
    });
  return Object.fromEntries(entries);
}

/**
 * A flag that hides nothing, such as `_deleted` false, is no attribute of the device. The stored
 * row shows these two keys only while they hide it.
 */
function withoutIdleFlags(observation: DeviceObservation): DeviceObservation['metadata'] {
  const { metadata } = observation;
  const idle = new Set<string>();
  if (kindOf(observation) !== 'deletion') idle.add(DELETED);
  if (mergeTarget(observation) === null) idle.add(MERGED_INTO);
  return Object.fromEntries(Object.entries(metadata).filter(([key]) => !idle.has(key)));
}
