import type { NewRow } from '../../catalogue/index.ts';
import { canonicalJson, cleanIp, cleanMac, cleanText, type JsonValue } from '../../core/index.ts';
import type { InterfaceReading } from './reading.ts';
import type { SampleOrigin } from './sample.ts';

type InterfaceRow = NewRow<'discovered_interfaces'>;

const GREATEST_SPEED = Number.MAX_SAFE_INTEGER;

/** One row per interface (facts: inventory §4.2). */
export function interfaceRows(
  origin: SampleOrigin,
  interfaces: readonly InterfaceReading[],
): InterfaceRow[] {
  return interfaces
    .filter(({ index }) => Number.isSafeInteger(index) && index > 0)
    .map((reading) => ({
      timestamp: origin.timestamp,
      agent_id: origin.identity.agentId,
      poller_id: origin.identity.pollerId,
      device_ip: origin.hostIp,
      device_id: origin.deviceId,
      if_index: reading.index,
      if_name: cleanText(reading.name),
      if_descr: cleanText(reading.name),
      if_alias: cleanText(reading.alias),
      if_speed: speed(reading.speedBitsPerSecond),
      if_phys_address: cleanMac(reading.mac),
      ip_addresses: [...new Set(reading.addresses.flatMap((text) => cleanIp(text) ?? []))].sort(),
      if_admin_status: reading.adminStatus,
      if_oper_status: reading.operStatus,
      metadata: reading.details,
    }));
}

/** 0 and less is how drivers say that they do not know. */
function speed(value: number | null): number | null {
  if (value === null || !Number.isFinite(value) || value <= 0) return null;
  return Math.min(Math.round(value), GREATEST_SPEED);
}

/** How long an unchanged interface stays unwritten: five minutes, less what a tick may be early. */
const REFRESH_MS = 295_000;

export interface ChangeFilter {
  /** The rows that are to be written now. */
  take(rows: readonly InterfaceRow[], elapsedMs: number): InterfaceRow[];
  /** What was taken last did not get stored: everything is due again. */
  forget(): void;
}

/**
 * Interfaces hardly ever change: one is written when it is new or changed, and all of them every
 * five minutes, so that a reader of any five minutes finds the whole set.
 */
export function createChangeFilter(): ChangeFilter {
  let written = new Map<number, string>();
  let allWrittenAt = Number.NEGATIVE_INFINITY;
  return {
    take(rows, elapsedMs) {
      const before = written;
      written = new Map(rows.map((row) => [row.if_index, fingerprint(row)]));
      if (elapsedMs - allWrittenAt >= REFRESH_MS) {
        allWrittenAt = elapsedMs;
        return [...rows];
      }
      return rows.filter((row) => written.get(row.if_index) !== before.get(row.if_index));
    },
    forget() {
      allWrittenAt = Number.NEGATIVE_INFINITY;
    },
  };
}

function fingerprint({ timestamp: _when, ...row }: InterfaceRow): string {
  return canonicalJson(row as unknown as JsonValue);
}
