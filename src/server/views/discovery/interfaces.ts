import { INTERFACE_STATES, type NetworkInterface } from '../../../contract/index.ts';
import { formatInstant } from '../../../core/index.ts';
import type { OwnedInterface } from '../../../query/index.ts';
import { integer64Of, keyTextOf, objectOf } from '../value.ts';

/** One interface. A speed beyond what its column holds was kept beside it (IF-4). */
export function networkInterface(row: OwnedInterface): NetworkInterface {
  const { if_speed: beside, ...metadata } = objectOf(row.metadata) ?? {};
  const digits = typeof beside === 'string' && /^\d{1,20}$/.test(beside) ? BigInt(beside) : null;
  const others = digits === null ? (objectOf(row.metadata) ?? {}) : metadata;
  return {
    device_id: row.owner_id,
    ...(row.device_id === row.owner_id ? {} : { reported_device_id: row.device_id }),
    partition: row.partition,
    device_ip: row.device_ip,
    if_index: row.if_index,
    if_name: row.if_name,
    if_descr: row.if_descr,
    if_alias: row.if_alias,
    if_speed: integer64Of(row.if_speed ?? digits),
    if_phys_address: row.if_phys_address,
    ip_addresses: [...(row.ip_addresses ?? [])],
    if_admin_status: row.if_admin_status,
    admin_state: stateWord(row.if_admin_status),
    if_oper_status: row.if_oper_status,
    oper_state: stateWord(row.if_oper_status),
    metadata: Object.keys(others).length === 0 ? null : others,
    agent_id: row.agent_id,
    poller_id: keyTextOf(row.poller_id),
    timestamp: formatInstant(row.timestamp),
  };
}

/** The word for a state of the interfaces MIB; null for a number that has none. */
export function stateWord(state: number | null): string | null {
  return state === null ? null : (INTERFACE_STATES[state - 1] ?? null);
}
