import { useMemo } from 'react';
import type { MaintenanceJob, StorageReport } from '../../../../src/contract/index.ts';
import { Facts, Instant, Panel, State } from '../../controls/index.ts';
import { useStorage } from '../../data/index.ts';
import { DASH, formatDuration } from '../../format/index.ts';
import { changeParams, usePlace, useView } from '../../location/index.ts';
import { useNarrow } from '../../preferences/index.ts';
import { LocalTable, RowRecord } from '../../tables/index.ts';
import { jobColumns } from './job-columns.tsx';
import { maintenanceState } from './maintenance-state.ts';
import { MAINTENANCE_PART } from './parts.ts';
import { StorageFrame } from './storage-frame.tsx';

/** Who keeps the database in order, and what each job did last. */
export function MaintenancePage() {
  const { live } = useView();
  const polled = useStorage(false, live);
  return (
    <StorageFrame part={MAINTENANCE_PART} polled={polled}>
      {({ maintenance }) => (
        <>
          <Leader maintenance={maintenance} />
          {maintenance.jobs.map((job) => (
            <JobFailure key={job.job} job={job} />
          ))}
          <Jobs jobs={maintenance.jobs} />
        </>
      )}
    </StorageFrame>
  );
}

function Leader({ maintenance }: { readonly maintenance: StorageReport['maintenance'] }) {
  const { leader, interval_seconds } = maintenance;
  const { condition, word, sentence } = maintenanceState(maintenance);
  return (
    <div className="summary">
      <Facts
        facts={[
          {
            name: 'State',
            value: (
              <>
                <State condition={condition}>{word}</State>
                <span className="muted">{sentence}</span>
              </>
            ),
          },
          { name: leader.led ? 'Led by' : 'Last led by', value: leader.holder ?? DASH },
          {
            name: leader.led ? 'Leads since' : 'Led since',
            value: <Instant at={leader.since} />,
          },
          { name: 'Leaders so far', value: leader.epoch },
          { name: 'Interval', value: formatDuration(interval_seconds) },
        ]}
      />
    </div>
  );
}

function JobFailure({ job }: { readonly job: MaintenanceJob }) {
  if (job.last_error === null) return null;
  return (
    <p className="failure" role="alert">
      <strong>{job.job}</strong> {job.last_error}
    </p>
  );
}

function Jobs({ jobs }: { readonly jobs: readonly MaintenanceJob[] }) {
  const { params } = usePlace();
  const narrow = useNarrow();
  const columns = useMemo(() => jobColumns(narrow), [narrow]);
  const opened = jobs.find(({ job }) => job === params.open);
  return (
    <div className="with-panel">
      <LocalTable
        name="jobs"
        label="Jobs of maintenance"
        noun={['job', 'jobs']}
        columns={columns}
        rows={jobs}
        rowKey={({ job }) => job}
        onOpen={({ job }) => changeParams({ open: job }, { replace: params.open !== undefined })}
        opened={opened?.job}
        primary
      />
      {opened !== undefined && (
        <Panel title={opened.job} onClose={() => changeParams({ open: null })}>
          <RowRecord columns={jobColumns(false)} row={opened} />
        </Panel>
      )}
    </div>
  );
}
