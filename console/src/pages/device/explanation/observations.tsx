import type { DeviceObservationItem } from '../../../../../src/contract/index.ts';
import { Availability, Empty, ExactInstant, Panel } from '../../../controls/index.ts';
import { changeParams, usePlace } from '../../../location/index.ts';
import { type Column, LocalTable, RowRecord } from '../../../tables/index.ts';

type Of = Column<DeviceObservationItem>;

const plain = (
  key: 'source' | 'ip' | 'hostname' | 'mac' | 'device_id' | 'agent_id' | 'poller_id',
  rest: Pick<Of, 'title' | 'width' | 'shown'> & Partial<Of>,
): Of => ({ key, value: (row) => row[key] || null, sortable: true, filterable: true, ...rest });

const COLUMNS: readonly Of[] = [
  {
    key: 'observed_at',
    title: 'Observed',
    value: ({ observed_at }) => observed_at,
    show: ({ observed_at }) => <ExactInstant at={observed_at} />,
    width: 172,
    sortable: true,
    shown: 'always',
  },
  plain('source', { title: 'Source', width: 112, shown: 'always' }),
  {
    key: 'is_available',
    title: 'Answered',
    value: ({ is_available }) => is_available,
    show: ({ is_available }) => <Availability isAvailable={is_available} />,
    width: 112,
    shown: 'wide',
  },
  plain('ip', { title: 'Address', width: 132, shown: 'wide' }),
  plain('hostname', { title: 'Host name', width: null, shown: 'wide' }),
  plain('mac', { title: 'MAC', width: 148, shown: 'wide' }),
  plain('device_id', { title: 'Reported as', width: 200, shown: 'wide' }),
  plain('agent_id', { title: 'Agent', width: 112, shown: 'asked' }),
  plain('poller_id', { title: 'Poller', width: 112, shown: 'asked' }),
  {
    key: 'metadata',
    title: 'Metadata',
    value: ({ metadata }) => (metadata === null ? null : JSON.stringify(metadata)),
    width: 200,
    shown: 'asked',
  },
];

const keyOf = (row: DeviceObservationItem): string =>
  JSON.stringify([row.observed_at, row.source, row.device_id, row.agent_id, row.poller_id]);

export interface ObservationsProps {
  readonly observations: readonly DeviceObservationItem[];
}

/** The observations behind the device that are kept; a row opens to everything it said. */
export function Observations({ observations }: ObservationsProps) {
  const { params } = usePlace();
  const opened = observations.find((row) => keyOf(row) === params.observation);
  return (
    <section className="section list-section" aria-labelledby="observations">
      <h2 id="observations">Observations</h2>
      <div className="with-panel">
        <LocalTable
          name="observations"
          label="Observations"
          noun={['observation', 'observations']}
          columns={COLUMNS}
          rows={observations}
          rowKey={keyOf}
          usualSort={{ key: 'observed_at', descending: true }}
          onOpen={(row) =>
            changeParams({ observation: keyOf(row) }, { replace: opened !== undefined })
          }
          opened={params.observation}
          empty={<Empty title="No observation is kept: they go after 3 days" />}
          primary
        />
        {opened !== undefined && (
          <Panel
            title={`Observation by ${opened.source}`}
            onClose={() => changeParams({ observation: null })}
          >
            <RowRecord columns={COLUMNS} row={opened} />
          </Panel>
        )}
      </div>
    </section>
  );
}
