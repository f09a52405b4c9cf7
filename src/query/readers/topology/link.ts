import { cleanMac } from '../../../core/index.ts';
import { type Database, sql } from '../../../database/index.ts';
import { type Claims, claimsOf, type Evidence, type Identity, identify } from './claim.ts';
import type { Report } from './report.ts';

/** A report whose ends are known as far as they can be. */
export interface Link {
  readonly report: Report;
  readonly claims: Claims;
  readonly identity: Identity;
}

interface Holder {
  readonly kind: 'mac' | 'address' | 'name';
  readonly value: string;
  readonly partition: string;
  readonly device_id: string;
}

/** What a device has to have for each evidence. */
const HELD_AS: { readonly [E in Evidence]: Holder['kind'] } = {
  chassis_mac: 'mac',
  management_address: 'address',
  peer_address: 'address',
  system_name: 'name',
};

const NOBODY: ReadonlySet<string> = new Set();

/** Finds out who the neighbours of reports are, each within the partition of who reports it. */
export async function linkReports(
  database: Database,
  reports: readonly Report[],
): Promise<readonly Link[]> {
  const told = reports.map((report) => ({ report, claims: claimsOf(report) }));
  const holders = await readHolders(
    database,
    told.map(({ claims }) => claims),
  );
  const known = new Map<string, Set<string>>();
  for (const { kind, value, partition, device_id } of holders) {
    const told = kind === 'mac' ? (cleanMac(value) ?? value) : value;
    const key = JSON.stringify([partition, kind, told]);
    known.set(key, (known.get(key) ?? new Set()).add(device_id));
  }
  return told.map(({ report, claims }) => ({
    report,
    claims,
    identity: identify(
      claims,
      (kind, value) =>
        known.get(JSON.stringify([report.partition, HELD_AS[kind], value])) ?? NOBODY,
    ),
  }));
}

/** The spelling in which comparisons of MAC addresses are made elsewhere (ID-15). */
const withoutSeparators = (mac: string) => mac.replaceAll(':', '');

/** The visible devices that have what is claimed, by themselves or by an interface. */
async function readHolders(
  database: Database,
  claims: readonly Claims[],
): Promise<readonly Holder[]> {
  const values = (...kinds: readonly Evidence[]) => [
    ...new Set(claims.flatMap((one) => kinds.flatMap((kind) => one[kind] ?? []))),
  ];
  const macs = values('chassis_mac');
  const addresses = values('management_address', 'peer_address');
  const names = values('system_name');
  if (macs.length + addresses.length + names.length === 0) return [];
  const devices = database.relation('unified_devices');
  const faces = database.relation('discovered_interfaces_latest');
  const redirects = database.relation('device_redirects');
  return database.query<Holder>(
    'query.topology_holders',
    sql`with held as (
          select 'mac' as kind, claim.id_value as value, claim.device_id
            from ${database.relation('device_identifiers')} as claim
           where claim.id_type = 'mac'
             and claim.id_value = any(${[...macs, ...macs.map(withoutSeparators)]}::text[])
           union
          select 'mac', face.if_phys_address, coalesce(redirect.device_id, face.device_id)
            from ${faces} as face
            left join ${redirects} as redirect on redirect.old_id = face.device_id
           where face.if_phys_address = any(${macs}::text[])
           union
          select 'address', device.ip, device.device_id
            from ${devices} as device where device.ip = any(${addresses}::text[])
           union
          select 'address', wanted.address, coalesce(redirect.device_id, face.device_id)
            from unnest(${addresses}::text[]) as wanted (address)
            join ${faces} as face on face.ip_addresses @> array[wanted.address]
            left join ${redirects} as redirect on redirect.old_id = face.device_id
           union
          select 'name', lower(device.hostname), device.device_id
            from ${devices} as device where lower(device.hostname) = any(${names}::text[])
        )
        select held.kind, held.value, device.partition, device.device_id
          from held join ${devices} as device on device.device_id = held.device_id
         where device.hidden_by is null`,
  );
}
