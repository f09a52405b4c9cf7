import type { DEVICE_SORTS, DeviceItem } from '../../../../src/contract/index.ts';
import { Availability, Instant } from '../../controls/index.ts';
import type { Column } from '../../tables/index.ts';

type ServerSort = (typeof DEVICE_SORTS)[number];
type Of = Column<DeviceItem>;

/** A column by which the server sorts bears the server's name of it. */
const sorted = (column: Omit<Of, 'sortable'> & { readonly key: ServerSort }): Of => ({
  ...column,
  sortable: true,
});

/** The word that filters: what the server calls the state. */
export const statusWord = ({ is_available }: DeviceItem): string | null =>
  is_available === null ? null : is_available ? 'online' : 'offline';

/** Columns of the device list. */
export function deviceColumns(hrefOf: (device: DeviceItem) => string): readonly Of[] {
  return [
    {
      key: 'status',
      title: 'Status',
      value: statusWord,
      show: ({ is_available }) => <Availability isAvailable={is_available} />,
      width: 100,
      filterable: true,
      shown: 'always',
    },
    sorted({
      key: 'hostname',
      title: 'Host name',
      value: ({ hostname }) => hostname,
      show: (device) => (
        <a href={hrefOf(device)}>{device.hostname ?? device.ip ?? device.device_id}</a>
      ),
      width: null,
      shown: 'always',
    }),
    sorted({ key: 'ip', title: 'Address', value: ({ ip }) => ip, width: 132, shown: 'wide' }),
    sorted({
      key: 'device_id',
      title: 'Device id',
      value: ({ device_id }) => device_id,
      show: ({ device_id }) => <code className="plain">{device_id}</code>,
      width: 220,
      shown: 'wide',
    }),
    { key: 'mac', title: 'MAC', value: ({ mac }) => mac, width: 148, shown: 'asked' },
    {
      key: 'device_type',
      title: 'Type',
      value: ({ device_type }) => device_type.replaceAll('_', ' '),
      width: 132,
      shown: 'wide',
    },
    {
      key: 'sources',
      title: 'Seen by',
      value: ({ discovery_sources }) =>
        discovery_sources.map(({ source }) => source).join(', ') || null,
      width: 120,
      shown: 'wide',
    },
    ...timeColumns(),
  ];
}

function timeColumns(): readonly Of[] {
  return [
    sorted({
      key: 'first_seen',
      title: 'First seen',
      value: ({ first_seen }) => first_seen,
      show: ({ first_seen }) => <Instant at={first_seen} quiet />,
      width: 112,
      numeric: true,
      shown: 'asked',
    }),
    sorted({
      key: 'last_seen',
      title: 'Last seen',
      value: ({ last_seen }) => last_seen,
      show: ({ last_seen }) => <Instant at={last_seen} quiet />,
      width: 112,
      numeric: true,
      shown: 'wide',
    }),
  ];
}
