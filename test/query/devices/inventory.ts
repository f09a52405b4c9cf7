import { sql } from '../../../src/database/index.ts';
import type { TestDatabase } from '../../support/database.ts';

/** Columns of a device that a test gives; every other one is empty. */
export interface MadeDevice {
  readonly partition?: string;
  readonly ip?: string;
  readonly hostname?: string;
  readonly mac?: string;
  readonly is_available?: boolean;
  readonly last_seen?: string;
  readonly device_type?: string;
  readonly discovery_sources?: readonly string[];
  readonly metadata?: { readonly [key: string]: string };
  readonly hidden_by?: 'deletion' | 'merge';
}

/** Stores devices as they are given, by their ids. */
export async function insertDevices(
  { database }: Pick<TestDatabase, 'database'>,
  devices: { readonly [id: string]: MadeDevice },
): Promise<void> {
  const rows = Object.entries(devices).map(([device_id, device]) => ({ device_id, ...device }));
  await database.execute(
    'test.devices',
    sql`insert into radar.unified_devices
          (device_id, partition, ip, hostname, mac, is_available, last_seen, device_type,
           discovery_sources, metadata, hidden_by, field_origins, source_details, metadata_by_source)
        select device_id, coalesce(partition, 'default'), ip, hostname, mac, is_available, last_seen,
               coalesce(device_type, 'network_device'), discovery_sources, coalesce(metadata, '{}'),
               hidden_by, '{}', '{}', '{}'
          from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
            as given (device_id text, partition text, ip text, hostname text, mac text,
                      is_available boolean, last_seen timestamptz, device_type text,
                      discovery_sources text[], metadata jsonb, hidden_by text)`,
  );
}
