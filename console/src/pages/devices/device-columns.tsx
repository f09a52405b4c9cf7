import type { DEVICE_SORTS, DeviceItem } from '../../../../src/contract/index.ts';
import { Availability, Instant } from '../../controls/index.ts';
import { DASH } from '../../format/index.ts';
import { changeParams } from '../../location/index.ts';
import type { Column } from '../../tables/index.ts';
import type { FilterKey } from './question.ts';

type ServerSort = (typeof DEVICE_SORTS)[number];
type Of = Column<DeviceItem>;

/** A column by which the server sorts bears the server's name of it. */
const sorted = (column: Omit<Of, 'sortable'> & { readonly key: ServerSort }): Of => ({
  ...column,
  sortable: true,
});

/** A column by which the server filters bears the name of the parameter. */
const filtered = (column: Of & { readonly key: FilterKey }): Of => column;

/** Columns of the device list. */
export function deviceColumns(hrefOf: (device: DeviceItem) => string): readonly Of[] {
  return [
    filtered({
      key: 'status',
      title: 'Status',
      value: ({ status }) => status,
      show: ({ is_available }) => <Availability isAvailable={is_available} />,
      width: 100,
      filterable: true,
      shown: 'always',
    }),
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
    ...kindColumns(),
    ...timeColumns(),
  ];
}

function kindColumns(): readonly Of[] {
  return [
    filtered({
      key: 'type',
      title: 'Type',
      value: ({ device_type }) => device_type,
      show: ({ device_type }) => device_type.replaceAll('_', ' '),
      width: 132,
      filterable: true,
      shown: 'wide',
    }),
    filtered({
      key: 'source',
      title: 'Seen by',
      value: (device) => sourcesOf(device).join(', ') || null,
      show: (device) => <Words name="source" words={sourcesOf(device)} />,
      width: 120,
      shown: 'wide',
    }),
    filtered({
      key: 'partition',
      title: 'Partition',
      value: ({ partition }) => partition,
      width: 120,
      filterable: true,
      shown: 'asked',
    }),
    filtered({
      key: 'tag',
      title: 'Tags',
      value: ({ tags }) => tags.join(', ') || null,
      show: ({ tags }) => <Words name="tag" words={tags} />,
      width: 140,
      shown: 'asked',
    }),
  ];
}

const sourcesOf = ({ discovery_sources }: DeviceItem): readonly string[] => [
  ...new Set(discovery_sources.map(({ source }) => source)),
];

interface WordsProps {
  readonly name: FilterKey;
  readonly words: readonly string[];
}

/** Words of one cell, each of which filters. */
function Words({ name, words }: WordsProps) {
  if (words.length === 0) return DASH;
  return (
    <span className="cell-words">
      {words.map((word) => (
        <button
          key={word}
          type="button"
          className="cell-filter"
          // Out of the tab order, as every filter of a cell: the menu of filters has the same.
          tabIndex={-1}
          title={`Click: only ${word}.`}
          onClick={() => changeParams({ [name]: word })}
        >
          {word}
        </button>
      ))}
    </span>
  );
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
