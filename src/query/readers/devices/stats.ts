import { formatInstant, type Instant, MICROS_PER_SECOND } from '../../../core/index.ts';
import { type Database, sql } from '../../../database/index.ts';

/** Numbers of the devices of one network partition (UD-44, UD-45). */
export interface PartitionStats {
  readonly partition: string;
  /** Visible devices and service components. */
  readonly devices: number;
  /** Seen within the last 24 hours. */
  readonly active: number;
  readonly available: number;
  readonly withCollectors: number;
  readonly withIcmp: number;
  readonly withSnmp: number;
  readonly withSysmon: number;
  /** Stored rows, hidden ones among them. */
  readonly records: number;
  readonly deleted: number;
  /** Records that became part of another device. */
  readonly merged: number;
}

const DAY = 24 * 3_600 * MICROS_PER_SECOND;

/**
 * Counts the devices of each partition, by their names. A device has a collector if it has a
 * capability that is enabled, or names one in its metadata. Reads every device: meant to be asked
 * now and then.
 */
export async function readStats(
  database: Database,
  now: Instant,
): Promise<readonly PartitionStats[]> {
  const since = formatInstant(now - DAY);
  return database.query<PartitionStats>(
    'query.device_stats',
    sql`with able as (
          select device_id, bool_or(capability = 'icmp') as icmp, bool_or(capability = 'snmp') as snmp,
                 bool_or(capability = 'sysmon') as sysmon
            from ${database.relation('device_capability_registry')} where enabled group by device_id
        ), record as (
          select device.partition, device.hidden_by, device.is_available, device.last_seen,
                 device.hidden_by is null as shown, able.icmp, able.snmp, able.sysmon,
                 able.device_id is not null
                   or coalesce(btrim(device.metadata->>'collector_agent_id'), '') <> '' as collected
            from ${database.relation('unified_devices')} as device
            left join able on able.device_id = device.device_id
        )
        select partition, count(*) filter (where shown) as devices,
               count(*) filter (where shown and last_seen > ${since}::timestamptz) as active,
               count(*) filter (where shown and is_available) as available,
               count(*) filter (where shown and collected) as "withCollectors",
               count(*) filter (where shown and icmp) as "withIcmp",
               count(*) filter (where shown and snmp) as "withSnmp",
               count(*) filter (where shown and sysmon) as "withSysmon",
               count(*) as records, count(*) filter (where hidden_by = 'deletion') as deleted,
               count(*) filter (where hidden_by = 'merge') as merged
          from record group by partition order by partition`,
  );
}
