import { messageOf } from '../../core/index.ts';
import { type Database, type Session, sql } from '../connection/index.ts';
import { programmablesOf, readFacts } from '../programmables/index.ts';
import { type SchemaStatus, schemaStatus } from '../schema/index.ts';
import type { Drift, SkippedCheck } from './drift.ts';
import { engineCheck, readExtension } from './engine.ts';
import { internalTablesCheck } from './internal.ts';
import { ownersCheck } from './owners.ts';
import { programmablesCheck } from './programmables.ts';
import { relationsCheck } from './relations.ts';
import { rightsCheck } from './rights.ts';
import { rolesCheck } from './roles.ts';
import { searchPathCheck } from './search-path.ts';
import type { SchemaCheck, Subject } from './subject.ts';

/** What the comparison of a database with the catalogue found. */
export interface Verification {
  readonly schema: string;
  readonly layout: 'partitions' | 'hypertables';
  /** No drift. Skipped checks do not count: look at them too. */
  readonly clean: boolean;
  /** Names of the checks that were answered. */
  readonly answered: readonly string[];
  readonly drifts: readonly Drift[];
  readonly skipped: readonly SkippedCheck[];
}

const CHECKS: readonly SchemaCheck[] = [
  engineCheck,
  relationsCheck,
  internalTablesCheck,
  programmablesCheck,
  ownersCheck,
  rightsCheck,
  rolesCheck,
  searchPathCheck,
];

/**
 * Compares the live database with the catalogue and names every difference. Changes nothing, and
 * works on a standby too.
 */
export async function verifySchema(database: Database): Promise<Verification> {
  const status = await schemaStatus(database);
  const drifts: Drift[] = judgeStatus(status);
  const answered = ['record of migrations and programmables'];
  const skipped: SkippedCheck[] = [];
  if (status.state !== 'empty') {
    await database.transaction('schema.verify', async (session) => {
      // Definitions are printed with every name qualified where the path is empty.
      await session.script(
        'verify.begin',
        "set transaction isolation level repeatable read, read only; set local search_path = ''",
      );
      const subject = await subjectOf(database, session, status);
      const usable = await isUsable(subject);
      for (const check of CHECKS) {
        if (check !== engineCheck && !usable) {
          const reason = 'the library of TimescaleDB is not loaded, and its tables cannot be asked';
          skipped.push({ check: check.name, reason });
          continue;
        }
        const finding = await runCheck(check, subject);
        if ('reason' in finding) {
          skipped.push({ check: check.name, reason: finding.reason });
          continue;
        }
        answered.push(check.name);
        drifts.push(...finding.drifts);
        skipped.push(...(finding.skipped ?? []));
      }
    });
  }
  const { schema, layout } = status;
  return { schema, layout, clean: drifts.length === 0, answered, drifts, skipped };
}

async function subjectOf(
  database: Database,
  session: Session,
  { layout }: SchemaStatus,
): Promise<Subject> {
  const { names, engine } = database;
  const [row] = await session.query<{ owner: string }>(
    'verify.owner',
    sql`select pg_get_userbyid(nspowner)::text as owner from pg_namespace where nspname = ${names.schema}`,
  );
  const { record } = await readFacts(database, session);
  return {
    session,
    names,
    engine,
    layout,
    programmables: await programmablesOf(layout, names),
    record,
    owner: row?.owner ?? '',
  };
}

/** A server that has the extension and does not load it ends the connection at the first touch. */
async function isUsable({ session, engine }: Subject): Promise<boolean> {
  return engine.timescaledbVersion === null || (await readExtension(session)).preloaded;
}

/** A check that fails is no finding, and must not spoil the transaction of those after it. */
async function runCheck(check: SchemaCheck, subject: Subject) {
  const { session } = subject;
  await session.script('verify.savepoint', 'savepoint verify');
  try {
    const finding = await check.examine(subject);
    await session.script('verify.savepoint', 'release savepoint verify');
    return finding;
  } catch (fault) {
    await session.script('verify.savepoint', 'rollback to savepoint verify');
    return { reason: messageOf(fault) };
  }
}

function judgeStatus(status: SchemaStatus): Drift[] {
  const { schema, version, latest, state, programmables } = status;
  const mend = '-- radarstore schema apply';
  if (state !== 'current') {
    const found =
      state === 'empty' ? 'nothing is applied' : `version ${version}, and its state is ${state}`;
    const expected = `all ${latest} migrations of this program, as it has them`;
    const mends = !['newer', 'altered'].includes(state);
    return [
      {
        kind: 'migrations',
        name: schema,
        severity: 'broken',
        expected,
        found,
        mend: mends ? mend : null,
      },
    ];
  }
  if (programmables.state === 'current') return [];
  return [
    {
      kind: 'programmables',
      name: schema,
      severity: 'differs',
      expected: 'views, functions, comments and grants of this program, for the roles that exist',
      found: `those of radarstore ${programmables.programVersion}: ${programmables.state}`,
      mend,
    },
  ];
}
