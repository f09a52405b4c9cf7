/**
 * Fills the inventory as sources of several kinds would: devices of three partitions with addresses,
 * names, MACs and maps of some size, a few hidden ones, capabilities, annotations, and the samples of
 * the last hours of every tenth device.
 */
import { CATALOGUE } from '../../dist/catalogue/index.js';
import { ensureChunks } from '../../dist/database/index.js';

const METADATA = `jsonb_build_object('device_type', kind, 'vendor', 'vendor-' || i % 40, 'location', 'rack ' || i % 500,
  'sys_descr', repeat('a description of some length ', 12), 'integration_id', i::text, 'serial', md5(i::text))`;

export async function fillDevices(database, devices) {
  const now = Date.now() * 1_000;
  const hour = 3_600_000_000;
  for (const name of ['memory_metrics', 'timeseries_metrics', 'device_updates', 'device_changes']) {
    await ensureChunks(database, CATALOGUE[name], { from: now - 8 * hour, to: now });
  }
  await database.script(
    'bench.devices',
    `insert into radar.unified_devices
       (device_id, partition, ip, poller_id, agent_id, hostname, mac, discovery_sources, is_available,
        first_seen, last_seen, metadata, device_type, field_origins, source_details, metadata_by_source, hidden_by)
     select part || ':' || ip, part, ip, 'poller-' || i % 20, 'agent-' || i % 100,
            case when i % 10 > 0 then kind || '-' || i || '.site' || i % 50 || '.example.net' end,
            upper(regexp_replace(lpad(to_hex(i), 12, '02'), '(..)(?!$)', '\\1:', 'g')),
            case i % 3 when 0 then '{snmp,sweep}'::text[] when 1 then '{armis,snmp}' else '{sysmon}' end,
            case when i % 20 = 0 then null else i % 7 > 0 end,
            seen - interval '90 days', seen, map, kind,
            jsonb_build_object('newest', origin, 'ip', origin, 'hostname', origin, 'mac', origin),
            jsonb_build_object('snmp', origin || '{"first_seen":1700000000000000,"last_seen":1700000000000000}'),
            jsonb_build_object('snmp', origin || jsonb_build_object('metadata', map)),
            case when i % 50 = 0 then 'merge' end
       from (select i, (array['default','site-a','site-b'])[1 + i % 3] as part,
                    '10.' || i / 65536 || '.' || i / 256 % 256 || '.' || i % 256 as ip,
                    (array['router','switch','server','printer'])[1 + i % 4] as kind,
                    now() - (i::bigint * 7919 % 86400000) * interval '1 millisecond' as seen
               from generate_series(1, ${devices}) as i) as made
      cross join lateral (select ${METADATA} as map,
              '{"at":1700000000000000,"confidence":9,"hash":"x","source":"snmp","poller_id":"p","agent_id":"a"}'::jsonb as origin) as more`,
  );
  await database.script(
    'bench.beside',
    `insert into radar.device_reports (partition, identity, device_id)
       select partition, 'mac:' || mac, device_id from radar.unified_devices;
     insert into radar.identity_claims (partition, kind, value, reported_id, identity, device_id, first_claimed_at, last_claimed_at)
       select partition, 'mac', mac, device_id, 'mac:' || mac, device_id, first_seen, last_seen from radar.unified_devices;
     insert into radar.device_redirects (old_id, device_id, since, partition, identity)
       select 'old:' || row_number() over (), device_id, now(), partition, 'mac:' || mac
         from (select device_id, partition, mac from radar.unified_devices limit 5000) as picked;
     insert into radar.device_annotations (device_id, tags, notes, updated_by)
       select device_id, '{core,watched}', 'a note', 'bench' from radar.unified_devices where hashtext(device_id) % 20 = 0;
     insert into radar.device_capability_registry (device_id, capability, service_id, state, last_checked)
       select device_id, capability, 'service', 'ok', now() from radar.unified_devices, unnest('{icmp,snmp}'::text[]) as capability
        where hashtext(device_id) % 3 = 0;
     insert into radar.memory_metrics ("timestamp", device_id, total_bytes, used_bytes)
       select now() - n * interval '5 minutes', device_id, 100, 50 from radar.unified_devices, generate_series(1, 60) as n
        where hashtext(device_id) % 10 = 0;
     insert into radar.timeseries_metrics ("timestamp", device_id, metric_type, metric_name, value, row_key)
       select now() - n * interval '5 minutes', device_id, (array['snmp','icmp'])[1 + n % 2], 'metric-' || n % 7, 1, sha256(convert_to(device_id || n, 'UTF8'))
         from radar.unified_devices, generate_series(1, 60) as n where hashtext(device_id) % 10 = 1;
     insert into radar.device_updates (observed_at, agent_id, poller_id, partition, device_id, discovery_source, ip, hostname, available, metadata, row_key)
       select now() - n * interval '10 minutes', 'a', 'p', partition, device_id, 'snmp', ip, hostname, true, metadata, sha256(convert_to(device_id || n, 'UTF8'))
         from radar.unified_devices, generate_series(1, 3) as n`,
  );
  await database.script('bench.analyze', 'vacuum (analyze)');
}
