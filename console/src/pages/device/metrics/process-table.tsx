import type { ProcessGroup } from '../../../../../src/contract/index.ts';
import { Empty, Failure, Instant, Panel, Progress } from '../../../controls/index.ts';
import { useProcesses } from '../../../data/index.ts';
import { formatBytes, formatPercent, readInstant } from '../../../format/index.ts';
import { changeParams, usePlace, useView } from '../../../location/index.ts';
import { type Column, LocalTable, RowRecord } from '../../../tables/index.ts';
import { useSampleMs } from './host-series.ts';

type Process = ProcessGroup['processes'][number];

const keyOf = ({ pid }: Process): string => String(pid);

const COLUMNS: readonly Column<Process>[] = [
  {
    key: 'name',
    title: 'Program',
    value: ({ name }) => name,
    width: null,
    sortable: true,
    filterable: true,
    shown: 'always',
  },
  {
    key: 'pid',
    title: 'PID',
    value: ({ pid }) => pid,
    width: 88,
    numeric: true,
    sortable: true,
    shown: 'wide',
  },
  {
    key: 'cpu_usage',
    title: 'CPU',
    value: ({ cpu_usage }) => cpu_usage,
    show: ({ cpu_usage }) => formatPercent(cpu_usage),
    width: 88,
    numeric: true,
    sortable: true,
    shown: 'always',
  },
  {
    key: 'memory_usage',
    title: 'Memory',
    value: ({ memory_usage }) => memory_usage,
    show: ({ memory_usage }) => formatBytes(memory_usage),
    width: 96,
    numeric: true,
    sortable: true,
    shown: 'always',
  },
  {
    key: 'status',
    title: 'State',
    value: ({ status }) => status,
    width: 112,
    sortable: true,
    filterable: true,
    shown: 'wide',
  },
  {
    key: 'start_time',
    title: 'Started',
    value: ({ start_time }) => start_time,
    show: ({ start_time }) =>
      readInstant(start_time) === undefined ? start_time : <Instant at={start_time} quiet />,
    width: 120,
    numeric: true,
    sortable: true,
    shown: 'wide',
  },
];

/** The processes of the newest sample in the range. */
export function ProcessTable({ deviceId }: { readonly deviceId: string }) {
  const { params } = usePlace();
  const polled = useProcesses(deviceId, useView(), useSampleMs());
  const { value: group, busy, fault, retry, outdated } = polled;
  const processes = group?.processes ?? [];
  const opened = processes.find((one) => keyOf(one) === params.process);
  const open = (one: Process) =>
    changeParams({ process: keyOf(one) }, { replace: params.process !== undefined });
  return (
    <section className="section process-section" aria-labelledby="processes">
      <h2 id="processes">
        Processes
        {group !== null && group !== undefined && (
          <span className="muted">
            as of <Instant at={group.timestamp} />
          </span>
        )}
      </h2>
      <Progress busy={busy && (group === undefined || outdated)} />
      {fault !== undefined && <Failure fault={fault} retry={retry} />}
      {group === null && <Empty title="No process samples in this time range" />}
      {processes.length > 0 && (
        <div className="with-panel">
          <LocalTable
            name="processes"
            label="Processes"
            noun={['process', 'processes']}
            columns={COLUMNS}
            rows={processes}
            rowKey={keyOf}
            usualSort={{ key: 'cpu_usage', descending: true }}
            onOpen={open}
            opened={params.process}
            primary
          />
          {opened !== undefined && (
            <Panel
              title={opened.name ?? keyOf(opened)}
              onClose={() => changeParams({ process: null })}
            >
              <RowRecord columns={COLUMNS} row={opened} />
            </Panel>
          )}
        </div>
      )}
    </section>
  );
}
