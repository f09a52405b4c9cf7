import { hostname } from 'node:os';
import { formatDurationMs, RadarError, suggest } from '../../core/index.ts';
import type { HandRun, Job } from '../../database/index.ts';
import { actorOf } from '../actor.ts';
import type { Command } from '../command.ts';
import { withDatabase } from '../database.ts';
import { EXIT } from '../exit.ts';
import { table } from '../table.ts';
import { jobsFor, MAINTENANCE_SETTINGS, requireSchema, WHICH_DATABASE } from './jobs.ts';

export const maintenanceRun: Command = {
  name: 'maintenance run',
  summary: 'run the maintenance jobs now, or one of them',
  description: `Runs one job by its name, or all of them, until nothing is left to do. It may be done while
\`radarstore serve\` leads maintenance: then it works within the term of that leader, and ends with
it. Exit code 1 when a job fails, or when another process is running it.\n\n${WHICH_DATABASE}`,
  settings: MAINTENANCE_SETTINGS,
  argument: { name: 'job', meaning: 'one job instead of all; `maintenance status` names them' },
  json: true,
  examples: [
    { line: 'radarstore maintenance run', meaning: 'all jobs' },
    { line: 'radarstore maintenance run drop_chunks', meaning: 'one job' },
  ],
  run: async (call) => {
    const jobs = await jobsFor(call);
    const names = namesOf(jobs, call.argument);
    return withDatabase(call, async ({ database, log }) => {
      await requireSchema(database);
      const { runByHand } = await import('../../database/index.ts');
      const { intervalMs } = call.settings().maintenance;
      const holder = `${actorOf(call.io)}, \`maintenance run\` on ${hostname()}`;
      const { clock } = call.io;
      const options = { database, clock, log, jobs, intervalMs, holder };
      const done = await runByHand(options, names);
      call.answer(runText(done), { leader: done.leader, runs: done.runs.map(runJson) });
      return done.runs.every((run) => run.state === 'done') ? EXIT.done : EXIT.failed;
    });
  },
};

function namesOf(jobs: readonly Job[], wanted: string | undefined): string[] {
  const names = jobs.map((job) => job.name);
  if (wanted === undefined) return names;
  if (names.includes(wanted)) return [wanted];
  const near = suggest(wanted, names);
  const guess = near === undefined ? '' : ` (did you mean ${near}?)`;
  throw new RadarError('USAGE_INVALID', `There is no job "${wanted}"${guess}.`, {
    hint: `The jobs are ${names.join(', ')}.`,
  });
}

function runText({ leader, runs }: HandRun): string {
  const head =
    leader === null ? 'Nobody led; this process did.\n' : `Worked beside the leader, ${leader}.\n`;
  const rows = runs.map((run) => [
    run.job,
    run.state === 'busy' ? 'busy: another process is running it' : run.state,
    formatDurationMs(run.durationMs),
    run.rows === null ? '-' : String(run.rows),
    run.error ?? '',
  ]);
  return `${head}\n${table(['JOB', 'STATE', 'TOOK', 'CHANGED', 'ERROR'], rows)}`;
}

const runJson = (run: HandRun['runs'][number]) => ({
  job: run.job,
  state: run.state,
  rows: run.rows,
  duration_ms: run.durationMs,
  error: run.error,
  detail: run.detail,
});
