import type { Instant } from '../core/index.ts';

/** What one source says of one device at one instant (UD-1). The word that receivers and the
 * inventory share. */
export interface DeviceObservation {
  readonly observedAt: Instant;
  readonly deviceId: string;
  readonly partition: string;
  /** Kind of source: sysmon, snmp, sweep, … (UD-6). */
  readonly source: string;
  /** Empty where no agent took part. */
  readonly agentId: string;
  readonly pollerId: string;
  readonly ip: string | null;
  readonly mac: string | null;
  readonly hostname: string | null;
  readonly available: boolean | null;
  readonly metadata: { readonly [key: string]: string };
}
