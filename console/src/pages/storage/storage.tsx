import { useMemo } from 'react';
import type { StorageDataset, StorageReport } from '../../../../src/contract/index.ts';
import { Facts, Failure, Instant, Panel, Progress, State, useNow } from '../../controls/index.ts';
import { useStorage } from '../../data/index.ts';
import { DASH, formatBytes, formatDuration } from '../../format/index.ts';
import { changeParams, usePlace, useTitle, useView } from '../../location/index.ts';
import { LocalTable, RowRecord } from '../../tables/index.ts';
import { datasetColumns } from './dataset-columns.tsx';
import { engineTitle } from './engine.ts';

/** Ages in a table need no second hand. */
const AGE_GRAIN_MS = 60_000;

/** What the store holds, how much of it, and for how long. */
export function StoragePage() {
  const { params } = usePlace();
  const { live } = useView();
  useTitle('Storage');
  const exact = params.exact === 'true';
  const polled = useStorage(exact, live);
  const report = polled.value;
  return (
    <div className="page page-fill">
      <header className="page-head">
        <h1>Storage</h1>
        <label className="check-line">
          <input
            type="checkbox"
            checked={exact}
            onChange={() => changeParams({ exact: exact ? null : 'true' })}
          />
          Count rows exactly
        </label>
      </header>
      <Progress busy={polled.busy && (report === undefined || polled.outdated)} />
      {polled.fault !== undefined && <Failure fault={polled.fault} retry={polled.retry} />}
      {report !== undefined && <StoreReport report={report} />}
    </div>
  );
}

function StoreReport({ report }: { readonly report: StorageReport }) {
  const { params } = usePlace();
  const now = useNow();
  const grain = now - (now % AGE_GRAIN_MS);
  const columns = useMemo(() => datasetColumns(grain), [grain]);
  const opened = report.datasets.find(({ name }) => name === params.open);
  return (
    <>
      <StoreSummary report={report} />
      <div className="with-panel">
        <LocalTable
          name="datasets"
          label="Datasets"
          noun={['dataset', 'datasets']}
          columns={columns}
          rows={report.datasets}
          rowKey={({ name }) => name}
          usualSort={{ key: 'bytes', descending: true }}
          onOpen={({ name }) =>
            changeParams({ open: name }, { replace: params.open !== undefined })
          }
          opened={opened?.name}
          primary
        />
        {opened !== undefined && <DatasetPanel dataset={opened} nowMs={grain} />}
      </div>
    </>
  );
}

function DatasetPanel({
  dataset,
  nowMs,
}: {
  readonly dataset: StorageDataset;
  readonly nowMs: number;
}) {
  return (
    <Panel title={dataset.title} onClose={() => changeParams({ open: null })}>
      <RowRecord columns={datasetColumns(nowMs)} row={dataset} />
      <p className="note">
        Declared is what the catalogue asks for. Effective is the age that no row exceeds while
        maintenance runs: declared, one chunk and one interval of maintenance.
      </p>
    </Panel>
  );
}

function StoreSummary({ report }: { readonly report: StorageReport }) {
  const { engine, schema, maintenance } = report;
  return (
    <div className="summary">
      <Facts
        facts={[
          { name: 'Database', value: engineTitle(engine) },
          { name: 'Size', value: formatBytes(report.database_bytes) },
          { name: 'Layout', value: engine.layout },
          { name: 'Schema', value: `${schema.name}, version ${schema.version}` },
          {
            name: 'Maintenance',
            value: (
              <>
                {maintenance.last_error === null ? (
                  <State condition={maintenance.last_run === null ? 'unknown' : 'ok'}>
                    {maintenance.last_run === null ? 'Not yet' : 'Works'}
                  </State>
                ) : (
                  <State condition="fail">Failed</State>
                )}
                <span>
                  {maintenance.last_run === null ? DASH : <Instant at={maintenance.last_run} />},
                  every {formatDuration(maintenance.interval_seconds)}
                </span>
              </>
            ),
          },
        ]}
      />
      {maintenance.last_error !== null && (
        <p className="failure" role="alert">
          Maintenance: {maintenance.last_error}
        </p>
      )}
    </div>
  );
}
