import type { DeviceObservation, NewRow } from '../../catalogue/index.ts';
import { canonicalJson, cleanText } from '../../core/index.ts';
import type { SystemReading } from './reading.ts';
import type { SampleOrigin } from './sample.ts';

/** What this process tells of itself. */
export interface ProcessReport {
  readonly version: string;
  readonly uptimeSeconds: number;
  readonly residentBytes: number;
}

/** Facts of the host that its observation carries. */
export interface HostFacts extends SystemReading {
  readonly cores: number | null;
  readonly mac: string | null;
  readonly version: string;
}

/** The host as one device. It measures itself, so it is there. */
export function hostObservation(origin: SampleOrigin, facts: HostFacts): DeviceObservation {
  const { identity } = origin;
  const told: { readonly [key: string]: string | null } = {
    device_type: 'host',
    os: facts.os,
    os_version: facts.osVersion,
    kernel: facts.kernel,
    arch: facts.architecture,
    cpu_cores: facts.cores === null ? null : String(facts.cores),
    collector: 'radarstore',
    version: facts.version,
  };
  const metadata = Object.entries(told).flatMap(([key, value]) => {
    const text = cleanText(value);
    return text === null ? [] : [[key, text] as const];
  });
  return {
    observedAt: origin.timestamp,
    deviceId: origin.deviceId,
    partition: identity.partition,
    source: 'sysmon',
    agentId: identity.agentId,
    pollerId: identity.pollerId,
    ip: origin.hostIp,
    mac: facts.mac,
    hostname: facts.hostname,
    available: true,
    metadata: Object.fromEntries(metadata),
  };
}

/** The service status of radarstore itself (facts: telemetry §1.7, §7). */
export function selfStatusRow(
  origin: SampleOrigin,
  report: ProcessReport,
): NewRow<'service_status'> {
  const { identity } = origin;
  return {
    timestamp: origin.timestamp,
    poller_id: identity.pollerId,
    agent_id: identity.agentId,
    service_name: 'radarstore',
    service_type: 'service-instance',
    available: true,
    message: `radarstore ${report.version} is running`,
    details: JSON.stringify({
      status: 'operational',
      version: report.version,
      uptime_seconds: Math.round(report.uptimeSeconds),
      rss_bytes: report.residentBytes,
      device_id: origin.deviceId,
    }),
    partition: identity.partition,
  };
}

/** How long the same observation is not repeated: a minute, less what a tick may be early. */
const REFRESH_MS = 55_000;

export interface ObservationSchedule {
  /** The observation, where it is to be written now. */
  take(observation: DeviceObservation, elapsedMs: number): readonly DeviceObservation[];
  /** An observation that was taken is stored. */
  stored(): void;
  /** What was taken last did not get stored: it is due again. */
  forget(): void;
}

/**
 * An observation is written when it says something new, and else once a minute for `last_seen`. Until the first is
 * stored each sample has it: they wait for each other no more than other batches do, and nobody should find samples
 * of a device that is not there yet.
 */
export function createObservationSchedule(): ObservationSchedule {
  let isThere = false;
  let said: string | undefined;
  let saidAt = 0;
  return {
    take(observation, elapsedMs) {
      const { observedAt: _when, ...content } = observation;
      const text = canonicalJson(content);
      if (isThere && text === said && elapsedMs - saidAt < REFRESH_MS) return [];
      said = text;
      saidAt = elapsedMs;
      return [observation];
    },
    stored() {
      isThere = true;
    },
    forget() {
      said = undefined;
    },
  };
}
