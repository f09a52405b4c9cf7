import type { MaintenanceJob, StorageReport } from '../../../../src/contract/index.ts';
import type { Condition } from '../../controls/index.ts';
import { formatDuration } from '../../format/index.ts';

type Maintenance = StorageReport['maintenance'];

/** How maintenance stands, as a shape, a word, and a sentence. */
export interface MaintenanceState {
  readonly condition: Condition;
  readonly word: string;
  readonly sentence: string;
}

/** How a job stands. */
export function jobState(state: MaintenanceJob['state']): Omit<MaintenanceState, 'sentence'> {
  const states = {
    ok: { condition: 'ok', word: 'OK' },
    failing: { condition: 'fail', word: 'Failing' },
    overdue: { condition: 'warn', word: 'Overdue' },
    never: { condition: 'unknown', word: 'Not yet' },
  } as const;
  return states[state];
}

/** The worst that is to be said of all jobs, and of who does them. */
export function maintenanceState({ leader, jobs, ...rest }: Maintenance): MaintenanceState {
  const named = (state: MaintenanceJob['state']) =>
    jobs.filter((one) => one.state === state).map(({ job }) => job);
  const [failing, overdue, never] = [named('failing'), named('overdue'), named('never')];
  if (failing.length > 0) {
    const sentence = `${failing.join(', ')} failed and will be tried again; old rows stay until then.`;
    return { condition: 'fail', word: 'Failing', sentence };
  }
  if (!leader.led) {
    const sentence =
      'No process leads maintenance. Run radarstore serve with a role that owns the schema.';
    return { condition: 'warn', word: 'Nobody leads', sentence };
  }
  if (overdue.length > 0) {
    const sentence = `${overdue.join(', ')} last went well too long ago.`;
    return { condition: 'warn', word: 'Overdue', sentence };
  }
  if (never.length > 0) {
    return { condition: 'unknown', word: 'Begins', sentence: `Still to run: ${never.join(', ')}.` };
  }
  const every = formatDuration(rest.interval_seconds);
  return {
    condition: 'ok',
    word: 'Works',
    sentence: `All jobs ran well; each runs every ${every}.`,
  };
}
