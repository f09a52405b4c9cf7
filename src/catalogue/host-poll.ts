import type { Instant } from '../core/index.ts';

/** A poll of the sysmon checker of one host, with a sample or without (telemetry §1.5). */
export interface HostPoll {
  readonly deviceId: string;
  readonly hostIp: string;
  readonly hostId: string | null;
  readonly pollerId: string | null;
  readonly agentId: string | null;
  /** The service that was checked, by its configured name. */
  readonly serviceName: string | null;
  readonly receivedAt: Instant;
  readonly sampled: boolean;
}
