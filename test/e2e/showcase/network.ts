import { ago } from '../../support/device-world.ts';
import { DAY, HOUR, MINUTE, type Tell } from './tell.ts';

const CORE_MAC = '00:1B:21:5A:10:01';
const CORE_PORT_MAC = '00:1B:21:5A:10:02';
const BY = { partition: 'default', agent_id: 'agent-fra1-lan', poller_id: 'poller-fra1' };

/** Devices around the core switch: host name, address, kind, MAC address, port at which it hangs. */
const AROUND = [
  ['edge-rt-1.fra1.example.net', '10.30.0.2', 'router', '00:1B:21:5A:20:01', 'ge-0/0/1', 1],
  ['dist-sw-1.fra1.example.net', '10.30.0.3', 'switch', '00:1B:21:5A:30:01', 'uplink1', 2],
  ['dist-sw-2.fra1.example.net', '10.30.0.4', 'switch', '00:1B:21:5A:30:02', 'uplink1', 3],
  ['ap-lobby.fra1.example.net', '10.30.0.17', 'access_point', '00:1B:21:5A:40:01', 'eth0', 4],
  ['srv-db-1.fra1.example.net', '10.30.0.33', 'server', '00:1B:21:5A:50:01', 'eno1', 5],
] as const;

/** Devices with what several sources know of them, how they hang together, and what can be asked of them. */
export async function showNetwork(tell: Tell): Promise<void> {
  await observeAll(tell);
  await showInterfaces(tell);
  await showCapabilities(tell);
}

async function observeAll(tell: Tell): Promise<void> {
  const core = { ...BY, ip: '10.30.0.1', mac: CORE_MAC };
  await tell('/api/observations', [
    { ...core, source: 'mapper', timestamp: ago(2 * DAY), hostname: 'sw-new', is_available: true },
    // Its second port was taken for a device of its own, until somebody told of both.
    { ...BY, ip: '10.30.0.9', mac: CORE_PORT_MAC, source: 'sweep', timestamp: ago(2 * DAY) },
    { ...BY, ip: '10.30.0.9', mac: CORE_PORT_MAC, source: 'mapper', timestamp: ago(30 * HOUR) },
  ]);
  await tell('/api/observations', [
    {
      ...{ ...core, source: 'netbox', timestamp: ago(20 * HOUR), hostname: 'core-sw-1' },
      metadata: { netbox_device_id: '1207', site: 'fra1', rack: '7', role: 'core' },
    },
    {
      ...{ ...core, source: 'armis', timestamp: ago(6 * HOUR), hostname: 'CORE-SW-1' },
      metadata: { armis_device_id: '8841', risk_level: '3', vendor: 'Acme Networks' },
    },
    {
      ...{
        ...core,
        source: 'mapper',
        timestamp: ago(5 * HOUR),
        mac: `${CORE_MAC},${CORE_PORT_MAC}`,
      },
      ...{ hostname: 'core-sw-1.fra1', is_available: true },
    },
    {
      ...{ ...core, source: 'snmp', timestamp: ago(90 * 1_000), is_available: true },
      hostname: 'core-sw-1.fra1.example.net',
      metadata: {
        ...{ device_type: 'switch', vendor: 'Acme', model: 'AX-4800', os: 'AxOS 9.2.1' },
        ...{ serial: 'AX48-20-00713', uptime_days: '212', site: 'fra1' },
      },
    },
    ...AROUND.map(([hostname, ip, device_type, mac], place) => ({
      ...{ ...BY, ip, mac, hostname, source: 'snmp', timestamp: ago((place + 2) * MINUTE) },
      ...{ is_available: device_type !== 'access_point', metadata: { device_type, site: 'fra1' } },
    })),
  ]);
}

async function showInterfaces(tell: Tell): Promise<void> {
  const from = new URLSearchParams(BY);
  const face = (ifIndex: number, ifName: string, more: object) => ({
    ...{ timestamp: ago(2 * MINUTE), device_ip: '10.30.0.1', ifIndex, ifName },
    ...{ ifSpeed: 10_000_000_000, ifAdminStatus: 1, ifOperStatus: 1, ...more },
  });
  await tell(`/api/ingest/payload/interfaces?${from}`, [
    ...AROUND.map(([hostname, , , , , port]) =>
      face(port, `xe-0/0/${port}`, {
        ifAlias: `to ${hostname.split('.')[0]}`,
        ifPhysAddress: `00:1b:21:5a:11:0${port}`,
        ifOperStatus: port === 4 ? 2 : 1,
        ...(port === 1 ? { ip_addresses: ['10.30.255.1/32', '2001:db8:30::1/64'] } : {}),
      }),
    ),
    face(6, 'xe-0/0/6', { ifAdminStatus: 2, ifOperStatus: 2, ifAlias: 'spare' }),
    face(24, 'me0', { ifSpeed: 1_000_000_000, ifAlias: 'management', ifPhysAddress: CORE_MAC }),
  ]);
  await tell(`/api/ingest/payload/topology?${from}`, {
    topology: AROUND.map(([hostname, ip, , mac, neighbor_port_id, port]) => ({
      ...{ timestamp: ago(2 * MINUTE), local_device_ip: '10.30.0.1', local_ifIndex: port },
      ...{ local_ifName: `xe-0/0/${port}`, protocol_type: port === 1 ? 'BGP' : 'LLDP' },
      ...{ neighbor_management_address: ip, neighbor_chassis_id: mac, neighbor_port_id },
      neighbor_system_name: hostname,
    })),
  });
  await tell(`/api/ingest/payload/sweep?${from}`, {
    ...{
      network: '10.30.0.0/24',
      total_hosts: 254,
      last_sweep: Math.floor(Date.now() / 1_000) - 200,
    },
    hosts: ['10.30.0.1', ...AROUND.map(([, ip]) => ip)].map((host, place) => ({
      ...{ host, available: place !== 4, first_seen: ago(2 * DAY), last_seen: ago(3 * MINUTE) },
      icmp_status: {
        ...{ available: place !== 4, round_trip: 800_000 + place * 210_000 },
        packet_loss: place === 4 ? 100 : 0,
      },
      port_results: [
        { port: 22, available: true, response_time: 900_000, service: 'ssh' },
        { port: 443, available: place % 2 === 0, response_time: 1_400_000, service: 'https' },
      ],
    })),
  });
}

async function showCapabilities(tell: Tell): Promise<void> {
  const kinds = ['icmp', 'snmp', 'ssh', 'https', 'sysmon'];
  const devices = ['10.30.0.1', ...AROUND.map(([, ip]) => ip)];
  const fails = new Map([
    ['10.30.0.17', ['icmp', 'snmp', 'ssh']],
    ['10.30.0.33', ['https']],
  ]);
  const checks = devices.flatMap((ip, place) =>
    kinds
      .filter((kind) => kind !== 'sysmon' || ip === '10.30.0.33')
      .flatMap((capability, other) => {
        const check = (state: string, ms: number, more: object = {}) => ({
          ...{ device_id: `default:${ip}`, capability, state, last_checked: ago(ms), ...more },
          ...{ service_id: 'agent-fra1-lan', service_type: 'agent', recorded_by: 'poller-fra1' },
        });
        const failed = fails.get(ip)?.includes(capability) ?? false;
        const why =
          capability === 'https' ? 'certificate expired 2 days ago' : 'no answer within 2 s';
        const slow = ip === '10.30.0.4' && capability === 'snmp';
        const newest = (place * 5 + other) * 7_000 + MINUTE;
        return [
          check('ok', newest + 2 * HOUR),
          check('ok', newest + HOUR),
          failed
            ? check('failed', newest, { failure_reason: why })
            : check(
                slow ? 'degraded' : 'ok',
                newest,
                slow ? { failure_reason: '3 of 10 answers' } : {},
              ),
        ];
      }),
  );
  await tell('/api/capabilities', checks);
}
