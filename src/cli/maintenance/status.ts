import { formatDurationMs, formatInstant } from '../../core/index.ts';
import type { MaintenanceStatus } from '../../database/index.ts';
import type { Command } from '../command.ts';
import { withDatabase } from '../database.ts';
import { EXIT } from '../exit.ts';
import { table } from '../table.ts';
import { jobsFor, MAINTENANCE_SETTINGS, requireSchema, WHICH_DATABASE } from './jobs.ts';

export const maintenanceStatusCommand: Command = {
  name: 'maintenance status',
  summary: 'tell who maintains the database and what each job did last',
  description: `Tells which process leads maintenance, and of each job its last run, what it changed, its last
error and its next run. Exit code 1 when a job fails, is overdue or never ran.\n\n${WHICH_DATABASE}`,
  settings: MAINTENANCE_SETTINGS,
  json: true,
  examples: [{ line: 'radarstore maintenance status --json', meaning: 'for a monitor' }],
  run: (call) =>
    withDatabase(call, async ({ database }) => {
      await requireSchema(database);
      const { maintenanceStatus } = await import('../../database/index.ts');
      const status = await maintenanceStatus({
        database,
        now: call.io.clock.now(),
        intervalMs: call.settings().maintenance.intervalMs,
        jobs: await jobsFor(call),
      });
      call.answer(statusText(status), statusJson(status));
      return status.jobs.every((job) => job.state === 'ok') ? EXIT.done : EXIT.failed;
    }),
};

function statusText(status: MaintenanceStatus): string {
  const since = status.since === null ? '' : ` since ${formatInstant(status.since)}`;
  const head = status.led
    ? `Led by ${status.holder ?? 'a process'}${since} (epoch ${status.epoch}).\n`
    : `Nobody leads${status.holder === null ? '' : `; the last was ${status.holder}`}.\n`;
  const instant = (at: number | null | undefined) => (at == null ? '-' : formatInstant(at));
  const rows = status.jobs.map(({ job, state, record }) => [
    job,
    state,
    instant(record?.last_finished_at),
    record?.last_duration_ms == null ? '-' : formatDurationMs(record.last_duration_ms),
    record?.last_rows == null ? '-' : String(record.last_rows),
    instant(record?.next_run_at),
    `${record?.runs ?? 0}/${record?.failures ?? 0}`,
  ]);
  const header = ['JOB', 'STATE', 'LAST WELL', 'TOOK', 'CHANGED', 'NEXT RUN', 'RUNS/FAILED'];
  const errors = status.jobs.flatMap(({ job, record }) =>
    record?.last_error == null ? [] : [`${job}: ${record.last_error}\n`],
  );
  return `${head}\n${table(header, rows)}${errors.length === 0 ? '' : `\n${errors.join('')}`}`;
}

function statusJson(status: MaintenanceStatus) {
  const instant = (at: number | null | undefined) => (at == null ? null : formatInstant(at));
  return {
    leader: {
      led: status.led,
      holder: status.holder,
      since: instant(status.since),
      epoch: status.epoch,
    },
    jobs: status.jobs.map(({ job, meaning, state, record }) => ({
      job,
      meaning,
      state,
      last_started: instant(record?.last_started_at),
      last_succeeded: instant(record?.last_finished_at),
      last_duration_ms: record?.last_duration_ms ?? null,
      last_rows: record?.last_rows ?? null,
      last_error: record?.last_error ?? null,
      next_run: instant(record?.next_run_at),
      runs: record?.runs ?? 0,
      failures: record?.failures ?? 0,
    })),
  };
}
