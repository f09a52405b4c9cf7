import { useMemo } from 'react';
import type { StorageDataset, StorageReport } from '../../../../src/contract/index.ts';
import { Empty, Facts, Instant, Panel, State, useNow } from '../../controls/index.ts';
import { useStorage } from '../../data/index.ts';
import { formatBytes } from '../../format/index.ts';
import { changeParams, useHref, usePlace, useView } from '../../location/index.ts';
import { useNarrow } from '../../preferences/index.ts';
import { LocalTable, RowRecord, SearchField } from '../../tables/index.ts';
import { datasetColumns } from './dataset-columns.tsx';
import { engineTitle } from './engine.ts';
import { maintenanceState } from './maintenance-state.ts';
import { DATASETS_PART, MAINTENANCE_PART } from './parts.ts';
import { StorageFrame } from './storage-frame.tsx';
import { holdsText } from './totals.ts';

/** Ages in a table need no second hand. */
const AGE_GRAIN_MS = 60_000;

/** Now, by the minute. */
export function useAgeNow(): number {
  const now = useNow();
  return now - (now % AGE_GRAIN_MS);
}

/** What the store holds, how much of it, and for how long. */
export function StoragePage() {
  const { params } = usePlace();
  const { live } = useView();
  const polled = useStorage(params.exact === 'true', live);
  return (
    <StorageFrame part={DATASETS_PART} polled={polled} countable>
      {(report) => (
        <>
          <StoreSummary report={report} />
          <Datasets datasets={report.datasets} />
        </>
      )}
    </StorageFrame>
  );
}

const areaOf = ({ area }: StorageDataset): string => area;

function Datasets({ datasets }: { readonly datasets: readonly StorageDataset[] }) {
  const { params } = usePlace();
  const nowMs = useAgeNow();
  const narrow = useNarrow();
  const columns = useMemo(() => datasetColumns(nowMs, narrow), [nowMs, narrow]);
  const search = params.search ?? '';
  const found = useMemo(
    () => datasets.filter(({ name, title, area }) => holdsText([name, title, area], search)),
    [datasets, search],
  );
  const opened = datasets.find(({ name }) => name === params.open);
  return (
    <div className="with-panel">
      <LocalTable
        name="datasets"
        label="Datasets"
        noun={['dataset', 'datasets']}
        columns={columns}
        rows={found}
        rowKey={({ name }) => name}
        usualSort={{ key: 'bytes', descending: true }}
        groupOf={areaOf}
        searched={search !== ''}
        empty={<NoDataset />}
        onOpen={({ name }) => changeParams({ open: name }, { replace: params.open !== undefined })}
        opened={opened?.name}
        primary
      >
        <SearchField label="Search datasets" placeholder="Name, content or area" />
      </LocalTable>
      {opened !== undefined && <DatasetPanel dataset={opened} nowMs={nowMs} />}
    </div>
  );
}

function NoDataset() {
  return (
    <Empty title="No dataset matches">
      The search looks at names, what they hold, and areas.{' '}
      <button
        type="button"
        className="link-button"
        onClick={() => changeParams({ search: null, 'datasets.only': null })}
      >
        Show all datasets
      </button>
    </Empty>
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
      <RowRecord columns={datasetColumns(nowMs, false)} row={dataset} />
      <p className="note">
        Declared is what was chosen, else what the catalogue asks for. Effective is the age that no
        row exceeds while maintenance runs: declared, one chunk and one interval of maintenance.
      </p>
    </Panel>
  );
}

function StoreSummary({ report }: { readonly report: StorageReport }) {
  const href = useHref();
  const { engine, schema, maintenance } = report;
  const { condition, word } = maintenanceState(maintenance);
  return (
    <div className="summary">
      <Facts
        facts={[
          { name: 'Database', value: engineTitle(engine) },
          { name: 'Size', value: formatBytes(report.database_bytes) },
          { name: 'Schema', value: `${schema.name}, version ${schema.version}` },
          {
            name: 'Maintenance',
            value: (
              <>
                <a href={href(MAINTENANCE_PART.path)}>
                  <State condition={condition}>{word}</State>
                </a>
                <Instant at={maintenance.last_run} />
              </>
            ),
          },
        ]}
      />
    </div>
  );
}
