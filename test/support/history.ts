import { CATALOGUE, type DatasetName } from '../../src/catalogue/index.ts';
import { systemClock } from '../../src/core/index.ts';
import { connectDatabase, type Database, ensureChunks, sql } from '../../src/database/index.ts';
import { embeddedTarget } from './program.ts';
import { poolOptions } from './target.ts';

const HOUR = 3_600_000_000;

/** Hours of samples that are written; a break of some minutes lies among them. */
const HISTORY_HOURS = 6;
const MINUTES_AGO = { gapFrom: 41, gapTo: 34 } as const;

/** How many devices are made beside the host. */
export const OTHER_DEVICES = 1_234;

/**
 * Gives a store a past, so that its pages have something to show: six hours of samples of the host,
 * every ten seconds with one gap, that lead to those which it took itself; and devices of all states.
 * The host must have been measured already.
 */
export async function writeHistory(dataDir: string, deviceId: string): Promise<void> {
  const database = await connectDatabase(poolOptions(embeddedTarget(dataDir)));
  try {
    await writeSamples(database, deviceId);
    await writeDevices(database);
  } finally {
    await database.close();
  }
}

/** The moments of the past, and how much of the present each already has: `near` goes from 0 to 1. */
const MOMENTS = sql`
  select moment, extract(epoch from moment)::float8 as second,
         exp(extract(epoch from moment - now())::float8 / 300) as near
    from generate_series(date_trunc('minute', now()) - make_interval(hours => ${HISTORY_HOURS}),
                         now() - interval '15 seconds', interval '10 seconds') as moment
   where moment not between now() - make_interval(mins => ${MINUTES_AGO.gapFrom})
                        and now() - make_interval(mins => ${MINUTES_AGO.gapTo})`;

async function writeSamples(database: Database, deviceId: string): Promise<void> {
  const now = systemClock.now();
  const names: DatasetName[] = ['cpu_metrics', 'memory_metrics', 'disk_metrics'];
  for (const name of names) {
    await ensureChunks(database, CATALOGUE[name], { from: now - HISTORY_HOURS * HOUR, to: now });
  }
  const newest = (name: DatasetName) => sql`
    select * from ${database.relation(name)}
     where device_id = ${deviceId}
       and "timestamp" = (select max("timestamp") from ${database.relation(name)}
                           where device_id = ${deviceId})`;
  await database.query(
    'test.history.cpu',
    sql`insert into radar.cpu_metrics ("timestamp", poller_id, device_id, core_id, usage_percent, frequency_hz)
        select moment, 'history', ${deviceId}, core_id,
               near * usage_percent
                 + (1 - near) * (18 + 9 * sin(second / 900 + core_id) + 6 * sin(second / 130 + core_id * 2)
                                 + 3 * sin(second * (core_id + 3))
                                 + 55 * power(greatest(0, sin(second / 1100 + core_id / 5.0)), 8)),
               frequency_hz
          from (${MOMENTS}) as moments, (${newest('cpu_metrics')}) as newest`,
  );
  await database.query(
    'test.history.memory',
    sql`insert into radar.memory_metrics ("timestamp", poller_id, device_id, total_bytes, used_bytes, available_bytes, usage_percent)
        select moment, 'history', ${deviceId}, total_bytes, used, total_bytes - used,
               used * 100.0 / total_bytes
          from (select moment, total_bytes,
                       (near * used_bytes + (1 - near) * total_bytes
                          * (0.34 + 0.07 * sin(second / 4000) + 0.01 * sin(second / 90)))::bigint as used
                  from (${MOMENTS}) as moments, (${newest('memory_metrics')}) as newest) as sizes`,
  );
  await database.query(
    'test.history.disk',
    sql`insert into radar.disk_metrics ("timestamp", poller_id, device_id, mount_point, device_name, total_bytes, used_bytes, available_bytes, usage_percent)
        select moment, 'history', ${deviceId}, mount_point, device_name, total_bytes, used,
               total_bytes - used, used * 100.0 / total_bytes
          from (select moment, mount_point, device_name, total_bytes,
                       (used_bytes * (1 - 0.06 * (1 - near) * abs(sin(second / 7000))))::bigint as used
                  from (${MOMENTS}) as moments, (${newest('disk_metrics')}) as newest) as sizes`,
  );
}

async function writeDevices(database: Database): Promise<void> {
  await database.query(
    'test.history.devices',
    sql`insert into radar.unified_devices
          (device_id, partition, ip, hostname, mac, poller_id, agent_id, discovery_sources, is_available,
           first_seen, last_seen, metadata, metadata_by_source, field_origins, source_details)
        select 'default:' || ip, 'default', ip,
               case when n % 9 > 0 then (array['core-sw', 'edge-rt', 'ap', 'srv', 'cam', 'ups'])[1 + n % 6]
                                        || '-' || lpad(n::text, 4, '0') || '.example.net' end,
               upper(regexp_replace(lpad(to_hex(n * 7919), 12, '0'), '(..)(?=.)', '\\1:', 'g')),
               'poller-' || n % 3, 'agent-' || n % 5, array[(array['snmp', 'sweep', 'mapper'])[1 + n % 3]],
               case when n % 97 = 0 then null else n % 61 > 0 end,
               now() - make_interval(days => n % 40), now() - make_interval(secs => 20 + n * 3),
               jsonb_build_object('site', (array['fra1', 'ams2', 'vie1'])[1 + n % 3]), '{}', '{}', '{}'
          from (select n, '10.20.' || n / 250 || '.' || 1 + n % 250 as ip
                  from generate_series(1, ${OTHER_DEVICES}) as n) as devices`,
  );
}
