import type { NetworkInterface } from '../../../../../src/contract/index.ts';
import { Instant } from '../../../controls/index.ts';
import { formatBitRate } from '../../../format/index.ts';
import type { Column } from '../../../tables/index.ts';
import { InterfaceState, interfaceWord } from './interface-state.tsx';

type Of = Column<NetworkInterface>;

/** Columns of the interfaces of a device. */
export const INTERFACE_COLUMNS: readonly Of[] = [
  {
    key: 'if_index',
    title: 'Index',
    value: ({ if_index }) => if_index,
    width: 72,
    numeric: true,
    sortable: true,
    shown: 'wide',
  },
  {
    key: 'if_name',
    title: 'Name',
    value: ({ if_name, if_descr, if_index }) => if_name ?? if_descr ?? String(if_index),
    width: 160,
    sortable: true,
    shown: 'always',
  },
  {
    key: 'state',
    title: 'State',
    value: ({ admin_state, oper_state }) => interfaceWord(admin_state, oper_state),
    show: ({ admin_state, oper_state }) => <InterfaceState admin={admin_state} oper={oper_state} />,
    width: 156,
    sortable: true,
    filterable: true,
    shown: 'always',
  },
  {
    key: 'if_alias',
    title: 'Description',
    value: ({ if_alias, if_descr }) => if_alias || if_descr || null,
    width: null,
    sortable: true,
    shown: 'wide',
  },
  {
    key: 'if_speed',
    title: 'Speed',
    value: ({ if_speed }) => if_speed,
    show: ({ if_speed }) => formatBitRate(if_speed),
    width: 104,
    numeric: true,
    sortable: true,
    shown: 'wide',
  },
  {
    key: 'if_phys_address',
    title: 'MAC',
    value: ({ if_phys_address }) => if_phys_address,
    width: 148,
    sortable: true,
    shown: 'wide',
  },
  {
    key: 'ip_addresses',
    title: 'Addresses',
    value: ({ ip_addresses }) => ip_addresses.join(', ') || null,
    width: 180,
    shown: 'wide',
  },
  {
    key: 'timestamp',
    title: 'Discovered',
    value: ({ timestamp }) => timestamp,
    show: ({ timestamp }) => <Instant at={timestamp} quiet />,
    width: 112,
    numeric: true,
    sortable: true,
    shown: 'wide',
  },
];
