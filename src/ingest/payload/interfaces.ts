import type { DeviceObservation, Integer64, NewRow } from '../../catalogue/index.ts';
import {
  cleanIp,
  cleanMac,
  type JsonObject,
  parseNetwork,
  withinNetworks,
} from '../../core/index.ts';
import { deviceIdOf, partitionOfId, type Reporter } from './context.ts';
import {
  ALIAS_KEY,
  COUNT64,
  type Harvest,
  instant,
  integer,
  list,
  looseJson,
  member,
  missing,
  type Part,
  type Place,
  requiredInteger,
  smallInteger,
  text,
  UINT31,
  wholeOf,
  wrong,
} from './reading/index.ts';
import { readRecords } from './records.ts';

/**
 * Discovered interfaces (inventory §4.2): one, a list, or `{interfaces: […]}`.
 *
 * | rule | here |
 * | --- | --- |
 * | IF-1 names | `ifIndex`, `ifName`, … as they are |
 * | IF-2 agent, poller and device address required | the reporter's ids stand in; then refused |
 * | IF-2 no device id | `<partition>:<address>` |
 * | IF-4 speed beyond 2^63−1 | NULL, and its digits as `if_speed` in the metadata; 0 is NULL too |
 * | IF-5 unreadable metadata → `{}` | NULL |
 * | IF-5 no addresses | an empty list; with a prefix length, without it; what is no address is left out |
 * | no time | time of receipt |
 * | DS-1 owning device | an observation of source `mapper`, with the addresses but loopback as `alt_ip:<address>` |
 * | what is no MAC address of 6 bytes | NULL, and as it came as `if_phys_address` in the metadata |
 */
export function readInterfaces(payload: Place, reporter: Reporter, harvest: Harvest): void {
  const owners = new Map<string, DeviceObservation>();
  const kind = { dataset: 'discovered_interfaces', member: 'interfaces' } as const;
  readRecords(kind, payload, harvest, (seen) => {
    const row = interfaceOf(seen, reporter);
    harvest.add('discovered_interfaces', row, seen);
    owners.set(row.device_id, ownerOf(row, reporter.partition, owners.get(row.device_id)));
  });
  for (const owner of owners.values()) harvest.observe(owner, payload);
}

/** The device of an interface, with what other interfaces of it told before. */
function ownerOf(
  row: ReturnType<typeof interfaceOf>,
  partition: string,
  known: DeviceObservation | undefined,
): DeviceObservation {
  const aliases = row.ip_addresses
    .filter((address) => !isLoopback(address))
    .map((address) => [ALIAS_KEY + address, '1'] as const);
  const latest = known === undefined || row.timestamp >= known.observedAt ? row : undefined;
  return {
    observedAt: latest?.timestamp ?? known?.observedAt ?? row.timestamp,
    deviceId: row.device_id,
    partition: partitionOfId(row.device_id) ?? partition,
    source: 'mapper',
    agentId: latest?.agent_id ?? known?.agentId ?? row.agent_id,
    pollerId: latest?.poller_id ?? known?.pollerId ?? row.poller_id,
    ip: latest?.device_ip ?? known?.ip ?? row.device_ip,
    mac: null,
    hostname: null,
    available: true,
    metadata: { ...known?.metadata, ...Object.fromEntries(aliases) },
  };
}

const isLoopback = withinNetworks(
  ['127.0.0.0/8', '::1/128'].flatMap((text) => parseNetwork(text) ?? []),
);

function interfaceOf(seen: Part, reporter: Reporter) {
  const told = text(seen, 'device_ip') ?? missing(seen, 'device_ip');
  const deviceIp = cleanIp(told);
  if (deviceIp === null) throw wrong(member(seen, 'device_ip'), 'an address');
  const mac = physicalAddress(seen);
  const speed = speedOf(seen);
  const metadata = looseJson(seen, 'metadata');
  return {
    timestamp: instant(seen, 'timestamp') ?? reporter.receivedAt,
    agent_id: text(seen, 'agent_id') ?? reporter.agentId ?? missing(seen, 'agent_id'),
    poller_id: text(seen, 'poller_id') ?? reporter.pollerId ?? missing(seen, 'poller_id'),
    device_ip: deviceIp,
    device_id: text(seen, 'device_id') ?? deviceIdOf(reporter.partition, deviceIp),
    if_index: requiredInteger(seen, 'ifIndex', UINT31),
    if_name: text(seen, 'ifName'),
    if_descr: text(seen, 'ifDescr'),
    if_alias: text(seen, 'ifAlias'),
    if_speed: speed.value,
    if_phys_address: mac.value,
    ip_addresses: addressesOf(seen),
    if_admin_status: stateOf(seen, 'ifAdminStatus'),
    if_oper_status: stateOf(seen, 'ifOperStatus'),
    metadata: joined(metadata, { ...mac.beside, ...speed.beside }),
  } satisfies NewRow<'discovered_interfaces'>;
}

/** A value for its column, and what does not fit there. */
interface Fitted<T> {
  readonly value: T | null;
  readonly beside: JsonObject;
}

function physicalAddress(seen: Part): Fitted<string> {
  const told = text(seen, 'ifPhysAddress');
  const mac = cleanMac(told);
  const isNone = told === null || /^[0.:\- ]*$/.test(told);
  return { value: mac, beside: mac === null && !isNone ? { if_phys_address: told } : {} };
}

function speedOf(seen: Part): Fitted<Integer64> {
  const { value } = member(seen, 'ifSpeed');
  // Also what plain JSON rounded to, since it is kept as text only.
  const beyond = typeof value === 'number' && value > Number(COUNT64[1]) && value < Infinity;
  const digits = beyond ? BigInt(value) : wholeOf(value);
  if (digits !== undefined && digits > COUNT64[1]) {
    return { value: null, beside: { if_speed: digits.toString() } };
  }
  const speed = integer(seen, 'ifSpeed', COUNT64);
  return { value: speed === 0 ? null : speed, beside: {} };
}

function addressesOf(seen: Part): string[] {
  const told = list(seen, 'ip_addresses').map((place) => {
    if (typeof place.value !== 'string') throw wrong(place, 'text');
    return cleanIp(place.value.replace(/\/\d{1,3}$/, ''));
  });
  return [...new Set(told)].filter((address) => address !== null);
}

/** States begin at 1. */
function stateOf(seen: Part, name: string): number | null {
  const state = smallInteger(seen, name, UINT31);
  return state === 0 ? null : state;
}

function joined(metadata: JsonObject | null, beside: JsonObject): JsonObject | null {
  if (Object.keys(beside).length === 0) return metadata;
  return { ...metadata, ...beside };
}
