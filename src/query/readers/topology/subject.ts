import { type Database, sql } from '../../../database/index.ts';
import { VISIBLE } from '../devices/index.ts';
import type { Traits } from './report.ts';

/** A device of the inventory as a node of the graph. */
export interface Subject {
  readonly device_id: string;
  readonly partition: string;
  readonly ip: string | null;
  readonly hostname: string | null;
  readonly mac: string | null;
  readonly device_type: string;
  readonly is_available: boolean | null;
  /** Ids that became part of it. */
  readonly old_ids: readonly string[];
  /** Every MAC address that a source told of it. */
  readonly macs: readonly string[];
}

/** Ids under which a subject is reported. */
export const reportedIdsOf = (subjects: readonly Subject[]): string[] =>
  subjects.flatMap(({ device_id, old_ids }) => [device_id, ...old_ids]);

/** Visible devices by their ids. */
export function readSubjects(
  database: Database,
  deviceIds: readonly string[],
): Promise<readonly Subject[]> {
  return database.query<Subject>(
    'query.topology_devices',
    sql`select device.device_id, device.partition, device.ip, device.hostname, device.mac,
               device.device_type, device.is_available,
               array(select redirect.old_id from ${database.relation('device_redirects')} as redirect
                      where redirect.device_id = device.device_id order by 1) as old_ids,
               array(select held.id_value from ${database.relation('device_identifiers')} as held
                      where held.device_id = device.device_id and held.id_type = 'mac'
                      order by 1) as macs
          from ${database.relation('unified_devices')} as device
         where device.device_id = any(${deviceIds}::text[]) and ${VISIBLE}
         order by device.device_id`,
  );
}

/** By what others may tell of the devices: their own attributes and those of their interfaces. */
export async function readTraits(
  database: Database,
  subjects: readonly Subject[],
): Promise<Traits> {
  const faces = await database.query<{ mac: string | null; addresses: readonly string[] | null }>(
    'query.topology_traits',
    sql`select face.if_phys_address as mac, face.ip_addresses as addresses
          from ${database.relation('discovered_interfaces_latest')} as face
         where face.device_id = any(${reportedIdsOf(subjects)}::text[])`,
  );
  const texts = (values: readonly (string | null)[]) =>
    [...new Set(values)].filter((value) => value !== null);
  return {
    macs: texts([
      ...subjects.flatMap(({ mac, macs }) => [mac, ...macs]),
      ...faces.map(({ mac }) => mac),
    ]),
    addresses: texts([
      ...subjects.map(({ ip }) => ip),
      ...faces.flatMap(({ addresses }) => addresses ?? []),
    ]),
    names: texts(subjects.map(({ hostname }) => hostname?.toLowerCase() ?? null)),
  };
}
