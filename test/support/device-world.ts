import type { DeviceItem } from '../../src/contract/index.ts';
import { getJson } from './program.ts';

const HOUR = 3_600_000;

/** RFC 3339: so many milliseconds ago. */
export const ago = (ms: number): string => new Date(Date.now() - ms).toISOString();

/** Devices that make the list long: three quarters of them in one partition. */
const MANY = 3_000;

/** An id that an address must not be able to break; its device is in the partition `east`. */
export const AWKWARD = 'east:rack/7 "b" 50%';

/** Who reports all of them. */
export const REPORTER = { agent_id: 'agent-1', poller_id: 'poller-1' };

/** Network cards of the device of which much is known. */
const CORE_MAC = '02:00:5E:00:00:01';
export const OTHER_MAC = '02:00:5E:00:00:09';

/** Sends JSON to a program; another status than a success is thrown. */
export async function sendJson(url: string, body: unknown, method = 'POST'): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(url, { method, headers, body: JSON.stringify(body) });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${url} answers ${answer.status}: ${text}`);
}

/**
 * Tells a program of 3,003 devices: one of which much is known (two that became one, with interfaces, a
 * neighbour, a sweep and a check that failed), its neighbour, one of an awkward id, and many others.
 * Answers the id of the first.
 */
export async function writeDevices(url: string): Promise<string> {
  const observe = (observations: readonly object[]) =>
    sendJson(`${url}/api/observations`, observations);
  await observeDevices(observe);
  const [found] = await getJson<DeviceItem[]>(`${url}/api/devices?search=core-1`);
  const core = found?.device_id ?? '';
  await sendDiscoveries(url);
  await sendJson(`${url}/api/capabilities`, [
    {
      ...{ device_id: core, capability: 'snmp', state: 'failed', last_checked: ago(HOUR) },
      ...{ service_id: 'agent-1', service_type: 'agent', failure_reason: 'no answer to GET' },
    },
  ]);
  return core;
}

type Observe = (observations: readonly object[]) => Promise<void>;

async function observeDevices(observe: Observe): Promise<void> {
  const said = (source: string, timestamp: string, more: object) => ({
    ...{ source, timestamp, partition: 'default', ip: '10.30.0.1', ...REPORTER, ...more },
  });
  await observe([
    said('mapper', ago(3 * HOUR), { hostname: 'core-old', mac: CORE_MAC, is_available: true }),
    said('mapper', ago(3 * HOUR), { ip: '10.30.0.9', mac: OTHER_MAC }),
  ]);
  await observe([
    said('snmp', ago(2 * HOUR), {
      ...{ hostname: 'core-1', mac: CORE_MAC, is_available: true },
      metadata: { site: 'fra1', device_type: 'switch' },
    }),
    // Both network cards are of one device: two devices become one.
    said('mapper', ago(HOUR), {
      ...{ ip: '10.30.0.9', mac: `${CORE_MAC},${OTHER_MAC}`, hostname: 'core-1' },
    }),
    said('armis', ago(HOUR), {
      ip: '10.30.0.1',
      mac: CORE_MAC,
      metadata: { armis_device_id: '77' },
    }),
    said('snmp', ago(HOUR), { ip: '10.30.0.2', hostname: 'edge-1', is_available: false }),
    {
      ...{ source: 'snmp', timestamp: ago(HOUR), partition: 'east', device_id: AWKWARD },
      ...{ ip: '10.31.0.1', hostname: 'rack', is_available: true, ...REPORTER },
    },
    ...Array.from({ length: MANY }, (_, n) => ({
      ...{ source: n % 2 === 0 ? 'snmp' : 'mapper', timestamp: ago(2 * HOUR + n), ...REPORTER },
      ...{ partition: n % 4 === 0 ? 'east' : 'default', ip: `10.40.${n >> 8}.${n & 255}` },
      ...{ hostname: `host-${String(n).padStart(4, '0')}`, is_available: n % 10 > 0 },
    })),
  ]);
}

/** What the network around the first device looks like. */
async function sendDiscoveries(url: string): Promise<void> {
  const reporter = new URLSearchParams({ ...REPORTER, partition: 'default' });
  const payload = (kind: string, body: unknown) =>
    sendJson(`${url}/api/ingest/payload/${kind}?${reporter}`, body);
  await payload('interfaces', [
    {
      ...{ timestamp: ago(HOUR), device_ip: '10.30.0.1', ifIndex: 1, ifName: 'Gi0/1' },
      ...{ ifAlias: 'to the edge', ifSpeed: 1_000_000_000, ifAdminStatus: 1, ifOperStatus: 1 },
    },
    {
      ...{ timestamp: ago(HOUR), device_ip: '10.30.0.1', ifIndex: 2, ifName: 'Gi0/2' },
      ...{ ifAdminStatus: 1, ifOperStatus: 2 },
    },
  ]);
  await payload('topology', {
    topology: [
      {
        ...{ timestamp: ago(HOUR), local_device_ip: '10.30.0.1', local_ifIndex: 1 },
        ...{ protocol_type: 'LLDP', neighbor_management_address: '10.30.0.2' },
        ...{ neighbor_chassis_id: '02:00:5E:00:00:02', neighbor_port_id: 'eth7' },
      },
    ],
  });
  await payload('sweep', {
    ...{
      network: '10.30.0.0/24',
      total_hosts: 1,
      last_sweep: Math.floor(Date.now() / 1_000) - 60,
    },
    hosts: [
      {
        ...{ host: '10.30.0.1', available: true, first_seen: ago(HOUR), last_seen: ago(HOUR) },
        icmp_status: { available: true, round_trip: 1_500_000, packet_loss: 0 },
        port_results: [{ port: 22, available: true, response_time: 900_000, service: 'ssh' }],
      },
    ],
  });
}
