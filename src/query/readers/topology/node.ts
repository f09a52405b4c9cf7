import { cleanText, sha256Hex } from '../../../core/index.ts';
import { EVIDENCE } from './claim.ts';
import type { Link } from './link.ts';
import type { Report } from './report.ts';
import type { Subject } from './subject.ts';

/** A device, or what neighbours tell of a thing that no device is, or that several may be. */
export interface Node {
  readonly id: string;
  readonly kind: 'device' | 'unknown' | 'ambiguous';
  readonly partition: string;
  readonly label: string;
  /** Steps from the device in the middle; null without one. */
  readonly depth: number | null;
  readonly ip: string | null;
  readonly hostname: string | null;
  readonly mac: string | null;
  readonly deviceType: string | null;
  readonly isAvailable: boolean | null;
  readonly chassisId: string | null;
  readonly candidates: readonly string[];
}

/** An id that follows from what it stands for. */
export const hashedId = (prefix: string, parts: readonly unknown[]): string => {
  const text = JSON.stringify(parts, (_key, one: unknown) =>
    typeof one === 'bigint' ? String(one) : one,
  );
  return `${prefix}:${sha256Hex(text).slice(0, 16)}`;
};

/** A device as a node. */
export function deviceNode(subject: Subject, depth: number | null): Node {
  return {
    id: subject.device_id,
    kind: 'device',
    partition: subject.partition,
    label: subject.hostname ?? subject.ip ?? subject.device_id,
    depth,
    ip: subject.ip,
    hostname: subject.hostname,
    mac: subject.mac,
    deviceType: subject.device_type,
    isAvailable: subject.is_available,
    chassisId: null,
    candidates: [],
  };
}

const NOTHING_KNOWN = { deviceType: null, isAvailable: null, chassisId: null, candidates: [] };

/** Who reports, where the inventory has no such device. */
export function reporterNode(report: Report, depth: number | null): Node {
  const { local_device_id: told, local_device_ip: ip, partition } = report;
  const id = told === '' ? hashedId('neighbor', [partition, 'reporter', ip]) : told;
  const label = ip ?? (told === '' ? id : told);
  return {
    ...NOTHING_KNOWN,
    ...{ id, kind: 'unknown', partition, label, depth, ip, hostname: null, mac: null },
  };
}

/**
 * The other end of a report, where it is no device or may be several. Reports that agree in what is
 * strongest of what they tell mean one thing.
 */
export function neighborNode(link: Link, depth: number | null): Node {
  const { report, claims, identity } = link;
  const strongest = EVIDENCE.find((kind) => claims[kind] !== undefined);
  const chassis = cleanText(report.neighbor_chassis_id);
  const router = cleanText(report.neighbor_bgp_router_id);
  const named =
    strongest !== undefined
      ? [strongest, claims[strongest]]
      : chassis !== null
        ? ['chassis', chassis]
        : router !== null
          ? ['router', router]
          : ['behind', report.local_device_id, report.local_if_index, report.local_if_name];
  const ip = claims.management_address ?? claims.peer_address ?? null;
  const hostname = cleanText(report.neighbor_system_name);
  const id = hashedId('neighbor', [report.partition, ...named]);
  return {
    ...NOTHING_KNOWN,
    id,
    kind: identity.kind === 'ambiguous' ? 'ambiguous' : 'unknown',
    partition: report.partition,
    label: hostname ?? ip ?? chassis ?? router ?? id,
    depth,
    ip,
    hostname,
    mac: claims.chassis_mac ?? null,
    chassisId: chassis,
    candidates: identity.kind === 'ambiguous' ? identity.candidates : [],
  };
}
