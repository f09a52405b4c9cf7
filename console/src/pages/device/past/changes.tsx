import type { DeviceChange } from '../../../../../src/contract/index.ts';
import { Empty, ExactInstant, Failure, Instant, Progress } from '../../../controls/index.ts';
import { useDeviceChanges } from '../../../data/index.ts';
import { DASH } from '../../../format/index.ts';
import {
  changeParams,
  chooseRange,
  readTimeRange,
  usePlace,
  useView,
} from '../../../location/index.ts';
import { type Column, LocalTable } from '../../../tables/index.ts';
import { fieldTitle } from '../value-text.ts';
import { changeText } from './change-text.ts';

const keyOf = ({ changed_at, field }: DeviceChange): string => `${changed_at} ${field}`;

const COLUMNS: readonly Column<DeviceChange>[] = [
  {
    key: 'changed_at',
    title: 'When',
    value: ({ changed_at }) => changed_at,
    show: ({ changed_at }) => <ExactInstant at={changed_at} />,
    width: 172,
    sortable: true,
    shown: 'always',
  },
  {
    key: 'field',
    title: 'Field',
    value: ({ field }) => field,
    show: ({ field }) => fieldTitle(field),
    width: 140,
    sortable: true,
    filterable: true,
    shown: 'always',
  },
  {
    key: 'before',
    title: 'Before',
    value: (change) => changeText(change).before,
    width: null,
    shown: 'wide',
  },
  {
    key: 'after',
    title: 'After',
    value: (change) => changeText(change).after,
    width: null,
    shown: 'always',
  },
  {
    key: 'source',
    title: 'Said by',
    value: ({ source }) => source,
    width: 112,
    sortable: true,
    filterable: true,
    shown: 'wide',
  },
  {
    key: 'observed_at',
    title: 'Observed',
    value: ({ observed_at }) => observed_at,
    show: ({ observed_at }) => (observed_at === null ? DASH : <Instant at={observed_at} quiet />),
    width: 112,
    numeric: true,
    sortable: true,
    shown: 'wide',
  },
];

/** Every visible change of the device in the range of the page. A row opens the record of its instant. */
export function Changes({ deviceId }: { readonly deviceId: string }) {
  const { params } = usePlace();
  const { range, live } = useView();
  const pages = Math.min(50, Math.max(1, Number(params.older) || 1));
  const request = { deviceId, range, field: undefined, pages };
  const { value: list, busy, outdated, fault, retry } = useDeviceChanges(request, live);
  return (
    <section className="section list-section" aria-labelledby="changes">
      <h2 id="changes">Changes</h2>
      <Progress busy={busy && (list === undefined || outdated)} />
      {fault !== undefined && <Failure fault={fault} retry={retry} />}
      {list !== undefined && (
        <LocalTable
          name="changes"
          label="Changes"
          noun={['change', 'changes']}
          columns={COLUMNS}
          rows={list.changes}
          rowKey={keyOf}
          usualSort={{ key: 'changed_at', descending: true }}
          onOpen={({ changed_at }) => changeParams({ at: changed_at })}
          empty={<NoChange />}
          primary
        >
          {list.more && (
            <button
              type="button"
              className="link-button"
              onClick={() => changeParams({ older: String(pages + 1) }, { replace: true })}
            >
              Show older ones
            </button>
          )}
        </LocalTable>
      )}
    </section>
  );
}

function NoChange() {
  return (
    <Empty title="Nothing changed in this time range">
      <button
        type="button"
        className="link-button"
        onClick={() => chooseRange(readTimeRange({ range: '30d' }))}
      >
        Look at the last 30 days
      </button>
    </Empty>
  );
}
