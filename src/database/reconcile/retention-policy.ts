import { DATASETS, type Dataset, rollupsOf } from '../../catalogue/index.ts';
import { hasCapability } from '../capabilities/index.ts';
import type { Difference } from './difference.ts';
import { type LivePolicy, policyText, readPolicies } from './policy.ts';
import { daysText } from './retention.ts';
import { type Aspect, extensionOf, interval, relationLiteral, type Subject } from './subject.ts';

export const RETENTION_POLICY = { procedure: 'policy_retention', age: 'drop_after' };

const DAY = 86_400;

/**
 * Retention by the server itself, where its licence has that: it goes on while no process of ours
 * runs. Maintenance drops there too, after it has brought the rollups up to date.
 */
export const retentionPolicy: Aspect = {
  name: 'retention policy',
  async find(subject) {
    const { database, session, hypertables } = subject;
    if (database.engine.layout !== 'hypertables') return { differences: [] };
    const live = await readPolicies(database, session, RETENTION_POLICY);
    if (!hasCapability(database.capabilities, 'native_retention')) {
      return { differences: [], unavailable: leftBehind(live) };
    }
    const datasets = DATASETS.filter(({ name }) => hypertables.has(name));
    const differences = datasets.flatMap(
      (dataset) => policyDifference(subject, dataset, live.get(dataset.name)) ?? [],
    );
    return { differences };
  },
};

/** What is declared of the policy of a hypertable. */
export function wantedPolicy(
  { retentions, intervalMs }: Pick<Subject, 'retentions' | 'intervalMs'>,
  dataset: Dataset,
): { readonly afterSeconds: number; readonly everySeconds: number } | undefined {
  const time = retentions.slicing(dataset);
  if (time === undefined) return undefined;
  const everySeconds = Math.max(1, Math.round(intervalMs / 1_000));
  // Where rollups are made from the rows, maintenance is to come first: it refreshes them.
  const grace = rollupsOf(dataset.name).length > 0 ? everySeconds : 0;
  return { afterSeconds: Math.round(time.retentionDays * DAY) + grace, everySeconds };
}

/** The difference between a policy and what is declared; undefined where there is none. */
export function policyDifference(
  subject: Pick<Subject, 'database' | 'retentions' | 'intervalMs'>,
  dataset: Dataset,
  live: LivePolicy | undefined,
): Difference | undefined {
  const wanted = wantedPolicy(subject, dataset);
  if (wanted === undefined || isAsWanted(live, wanted)) return undefined;
  const declaredSeconds = Math.round(
    (subject.retentions.slicing(dataset)?.retentionDays ?? 0) * DAY,
  );
  const early = live?.scheduled === true && (live.afterSeconds ?? 0) < declaredSeconds;
  const function_ = (name: string, rest: string) =>
    `select ${extensionOf(subject.database)}.${name}(${relationLiteral(subject.database, dataset)}::regclass${rest})`;
  const add = function_(
    'add_retention_policy',
    `, drop_after => ${interval(wanted.afterSeconds)}, schedule_interval => ${interval(wanted.everySeconds)}`,
  );
  return {
    object: dataset.name,
    fact: 'retention policy',
    declared: policyText({ ...wanted, hypertable: dataset.name, scheduled: true }, 'drops'),
    live: policyText(live, 'drops'),
    action: early
      ? `Takes away the policy, which drops rows before the declared ${daysText(declaredSeconds / DAY)}, and adds the declared one.`
      : `${live === undefined ? 'Adds' : 'Takes away the policy and adds'} the declared one.`,
    // One that is there keeps its settings whatever is asked for, so it is taken away first.
    sql: [...(live === undefined ? [] : [function_('remove_retention_policy', '')]), add],
    how: 'together',
    destructive: early,
    needsConfirmation: false,
  };
}

function isAsWanted(
  live: LivePolicy | undefined,
  wanted: { readonly afterSeconds: number; readonly everySeconds: number },
): boolean {
  return (
    live?.scheduled === true &&
    live.afterSeconds === wanted.afterSeconds &&
    live.everySeconds === wanted.everySeconds
  );
}

/** Under the Apache licence nobody can take a policy away, and none of them runs. */
function leftBehind(live: ReadonlyMap<string, LivePolicy>) {
  if (live.size === 0) return [];
  return [
    {
      what: `the retention policies of ${[...live.keys()].sort().join(', ')}`,
      reason:
        'they were made under the Community licence; under this one they do not run and cannot be taken away, and maintenance drops the chunks',
    },
  ];
}
