import { messageOf, RadarError } from '../../core/index.ts';
import type { Logger } from '../../observe/index.ts';
import { type Database, quoteIdentifier, type Session, sql } from '../connection/index.ts';
import { programmableSteps, programmablesOf } from '../programmables/index.ts';
import { chooseRetention } from '../retention/index.ts';
import type { Guard } from '../rollups/index.ts';
import { schemaStatus } from '../schema/index.ts';
import { type Difference, keyOf } from './difference.ts';
import { tellingProgress } from './index-progress.ts';
import { type Desired, findDifferences, type ReconcilePlan } from './plan.ts';

export interface ReconcileOptions {
  readonly desired: Desired;
  /** Who does it, as it is kept beside a chosen retention. */
  readonly actor: string;
  /** Whether retentions may become shorter, by which rows are lost. */
  readonly mayShorten: boolean;
  readonly programVersion: string;
  readonly log: Logger;
  readonly guard?: Guard | undefined;
  /** Time between two lines about an index that is being made; 5 s unless told otherwise. */
  readonly tellEveryMs?: number;
}

export interface ReconcileResult {
  readonly applied: readonly Difference[];
  /** Left as they are, because nobody confirmed them. */
  readonly held: readonly Difference[];
  readonly failed: readonly { readonly difference: Difference; readonly message: string }[];
  /** What still differs, read back afterwards; the held ones among them. */
  readonly remaining: readonly Difference[];
  /** Another process was at it, so nothing was done. */
  readonly busy: boolean;
}

/** How long a statement waits for readers and writers before it gives way. */
const LOCK_TIMEOUT = '10s';

/**
 * Makes the server do what is declared, one difference after the other, and reads back what it then
 * does. One that cannot be applied is told and does not keep the others back.
 */
export async function applyReconcile(
  database: Database,
  options: ReconcileOptions,
): Promise<ReconcileResult> {
  const { desired, actor, mayShorten } = options;
  refuseUnfit(database);
  return database.session('reconcile', async (session) => {
    if (!(await lock(database, session))) {
      return { applied: [], held: [], failed: [], remaining: [], busy: true };
    }
    await session.script('reconcile.lock_timeout', `set lock_timeout = '${LOCK_TIMEOUT}'`);
    const look = () => findDifferences({ database, session, desired, mayShorten });
    const plan = await look();
    const failed: { difference: Difference; message: string }[] = [];
    for (const difference of plan.differences) {
      try {
        await apply({ database, session, options }, difference);
      } catch (fault) {
        if (!(await isAlive(session))) throw fault;
        failed.push({ difference, message: messageOf(fault) });
      }
    }
    // Last, so that nothing of ours drops rows before the rollups stand on them that are to.
    await chooseRetention(database, { wanted: desired.retention, actor, mayShorten });
    return resultOf(plan, await look(), failed);
  });
}

function resultOf(
  before: ReconcilePlan,
  after: ReconcilePlan,
  failed: ReconcileResult['failed'],
): ReconcileResult {
  const left = new Set(after.differences.map(keyOf));
  return {
    applied: before.differences.filter((one) => !left.has(keyOf(one))),
    held: after.differences.filter((one) => one.needsConfirmation),
    failed,
    remaining: after.differences,
    busy: false,
  };
}

interface Place {
  readonly database: Database;
  readonly session: Session;
  readonly options: ReconcileOptions;
}

async function apply(place: Place, difference: Difference): Promise<void> {
  const { session, options } = place;
  const { how, fact, object } = difference;
  if (how === 'choice' || how === 'person') return;
  options.log.info(
    { object, live: difference.live, declared: difference.declared },
    `sets ${fact}`,
  );
  if (how === 'apart') {
    await options.guard?.(session);
    await makeIndex(place, difference);
  } else if (how === 'views') await applyBelowViews(place, difference);
  else await inTransaction(place, difference.sql);
}

/** May take minutes on a large table, which whoever waits for it wants to know. */
async function makeIndex(
  { database, session, options }: Place,
  { object, sql: statements }: Difference,
): Promise<void> {
  const { log, tellEveryMs } = options;
  await tellingProgress({ database, session, log, index: object, tellEveryMs }, async () => {
    for (const statement of statements) await session.script('reconcile.apply', statement);
  });
}

/** A relation cannot go while views read from it; in one transaction nobody misses them. */
async function applyBelowViews(place: Place, { object, sql: own }: Difference): Promise<void> {
  const { database, session, options } = place;
  const { layout, latest } = await schemaStatus(database, { session });
  const programmables = await programmablesOf(layout, database.names);
  const views = programmables
    .viewsOver(object)
    .map(({ schema, name }) => `${quoteIdentifier(schema)}.${quoteIdentifier(name)}`);
  const again = await programmableSteps(database, session, {
    layout,
    migration: latest,
    programVersion: options.programVersion,
  });
  await inTransaction(place, [
    ...(views.length === 0 ? [] : [`drop view if exists ${views.join(', ')}`]),
    ...own,
    ...again.map((step) => step.sql),
  ]);
}

async function inTransaction({ session, options }: Place, statements: readonly string[]) {
  await session.script('reconcile.begin', 'begin');
  try {
    await options.guard?.(session);
    for (const statement of statements) await session.script('reconcile.apply', statement);
    await session.script('reconcile.commit', 'commit');
  } catch (fault) {
    await session.script('reconcile.rollback', 'rollback').catch(() => {});
    throw fault;
  }
}

/** Whether the connection still answers; what is left to do needs it. */
async function isAlive(session: Session): Promise<boolean> {
  return session.query('reconcile.alive', sql`select 1`).then(
    () => true,
    () => false,
  );
}

async function lock(database: Database, session: Session): Promise<boolean> {
  const [row] = await session.query<{ locked: boolean }>(
    'reconcile.lock',
    sql`select pg_try_advisory_lock(
          hashtextextended(${`radarstore reconcile ${database.options.schema}`}, 0)) as locked`,
  );
  return row?.locked === true;
}

/** What a read-only server or a foreign owner would answer to every statement, told once. */
function refuseUnfit({ capabilities }: Database): void {
  const may = capabilities.find((one) => one.name === 'maintenance');
  if (may === undefined || may.present) return;
  throw new RadarError(
    'SCHEMA_FORBIDDEN',
    `The database cannot be brought in line: ${may.reason ?? 'the role may not maintain it'}`,
    may.hint === null ? {} : { hint: may.hint },
  );
}
