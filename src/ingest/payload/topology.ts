import type { NewRow } from '../../catalogue/index.ts';
import { cleanIp } from '../../core/index.ts';
import { deviceIdOf, type Reporter } from './context.ts';
import {
  type Harvest,
  instant,
  integer,
  looseJson,
  missing,
  type Part,
  type Place,
  smallInteger,
  text,
  UINT31,
  UINT32,
} from './reading/index.ts';
import { readRecords } from './records.ts';

/**
 * Neighbours that devices reported (inventory §4.3): one, a list, or `{topology: […]}`.
 *
 * | rule | here |
 * | --- | --- |
 * | TP-1 names | as they are; `neighbor_management_address` becomes `neighbor_management_addr` |
 * | TP-2 agent, poller, local address and protocol required | the reporter's ids stand in; then refused |
 * | TP-2 AS numbers beyond 2^31 overflow (defect) | all 32 bits; 0 is NULL |
 * | no local device id | `<partition>:<address>` |
 * | no interface (0) | NULL |
 */
export function readTopology(payload: Place, reporter: Reporter, harvest: Harvest): void {
  const kind = { dataset: 'topology_discovery_events', member: 'topology' } as const;
  readRecords(kind, payload, harvest, (seen) =>
    harvest.add('topology_discovery_events', neighbourOf(seen, reporter), seen),
  );
}

function neighbourOf(
  seen: Part,
  reporter: Reporter,
): Omit<NewRow<'topology_discovery_events'>, 'row_key'> {
  const told = text(seen, 'local_device_ip') ?? missing(seen, 'local_device_ip');
  const localIp = cleanIp(told) ?? told;
  return {
    timestamp: instant(seen, 'timestamp') ?? reporter.receivedAt,
    agent_id: text(seen, 'agent_id') ?? reporter.agentId ?? missing(seen, 'agent_id'),
    poller_id: text(seen, 'poller_id') ?? reporter.pollerId ?? missing(seen, 'poller_id'),
    local_device_ip: localIp,
    local_device_id: text(seen, 'local_device_id') ?? deviceIdOf(reporter.partition, localIp),
    local_if_index: unlessZero(smallInteger(seen, 'local_ifIndex', UINT31)),
    local_if_name: text(seen, 'local_ifName'),
    protocol_type: text(seen, 'protocol_type') ?? missing(seen, 'protocol_type'),
    neighbor_chassis_id: text(seen, 'neighbor_chassis_id'),
    neighbor_port_id: text(seen, 'neighbor_port_id'),
    neighbor_port_descr: text(seen, 'neighbor_port_descr'),
    neighbor_system_name: text(seen, 'neighbor_system_name'),
    neighbor_management_addr: text(seen, 'neighbor_management_address'),
    neighbor_bgp_router_id: text(seen, 'neighbor_bgp_router_id'),
    neighbor_ip_address: text(seen, 'neighbor_ip_address'),
    neighbor_as: unlessZero(integer(seen, 'neighbor_as', UINT32)),
    bgp_session_state: text(seen, 'bgp_session_state'),
    metadata: looseJson(seen, 'metadata'),
  };
}

function unlessZero<T extends number | bigint>(value: T | null): T | null {
  return value === 0 ? null : value;
}
