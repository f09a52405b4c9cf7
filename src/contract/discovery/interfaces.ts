import { Type } from 'typebox';
import { InstantText, Integer64, nullable } from '../common.ts';
import { PAGED, RANGED } from '../paged.ts';

/** Query of the interfaces of one device. */
export const DeviceInterfacesQuery = Type.Object({
  if_index: Type.Optional(Type.String({ description: 'number of one interface (ifIndex)' })),
  history: Type.Optional(
    Type.String({
      description: '`true`: every discovery of the range, the newest first, not only the newest',
    }),
  ),
  ...RANGED,
  ...PAGED,
});
export type DeviceInterfacesQuery = Type.Static<typeof DeviceInterfacesQuery>;

/** Query of the interfaces of all devices. */
export const InterfaceQuery = Type.Object({
  mac: Type.Optional(Type.String({ description: 'MAC address in any spelling' })),
  address: Type.Optional(
    Type.String({
      description: 'address of the interface, in any spelling; not that of its device',
    }),
  ),
  name: Type.Optional(
    Type.String({ description: 'part of name, alias or description, in any letter case' }),
  ),
  partition: Type.Optional(Type.String({ description: 'network partition (tenant)' })),
  ...PAGED,
});
export type InterfaceQuery = Type.Static<typeof InterfaceQuery>;

export const INTERFACE_STATES = [
  'up',
  'down',
  'testing',
  'unknown',
  'dormant',
  'not-present',
  'lower-layer-down',
] as const;

/** One interface as it was discovered (IF-1). */
export const NetworkInterface = Type.Object(
  {
    device_id: Type.String({ description: 'device of the inventory, or as it was reported' }),
    reported_device_id: Type.Optional(
      Type.String({ description: 'how the source names the device, where that is another id' }),
    ),
    partition: Type.String({ description: 'network partition (tenant)' }),
    device_ip: nullable(Type.String()),
    if_index: Type.Integer(),
    if_name: nullable(Type.String()),
    if_descr: nullable(Type.String({ description: 'description by the device' })),
    if_alias: nullable(Type.String({ description: 'description by the operator' })),
    if_speed: nullable(Integer64('nominal speed in bit/s, up to 2^64-1')),
    if_phys_address: nullable(Type.String({ description: 'MAC address' })),
    ip_addresses: Type.Array(Type.String()),
    if_admin_status: nullable(Type.Integer({ description: 'wanted state (ifAdminStatus)' })),
    admin_state: nullable(Type.String({ description: `the same as a word: up, down, testing` })),
    if_oper_status: nullable(Type.Integer({ description: 'actual state (ifOperStatus)' })),
    oper_state: nullable(
      Type.String({ description: `the same as a word: ${INTERFACE_STATES.join(', ')}` }),
    ),
    metadata: nullable(Type.Record(Type.String(), Type.Unknown())),
    agent_id: nullable(Type.String()),
    poller_id: nullable(Type.String()),
    timestamp: InstantText,
  },
  { $id: 'NetworkInterface', title: 'NetworkInterface' },
);
export type NetworkInterface = Type.Static<typeof NetworkInterface>;
