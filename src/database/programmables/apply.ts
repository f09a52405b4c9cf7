import type { Database, Session } from '../connection/index.ts';
import type { Layout } from '../engine.ts';
import { programmablesOf, type ViewName } from './assemble.ts';
import { objectName, type ProgrammablesFacts, readFacts, recordSql } from './record.ts';

export interface ApplyProgrammablesOptions {
  readonly layout: Layout;
  /** Number of the newest migration. */
  readonly migration: number;
  readonly programVersion: string;
}

/** The statements that bring the programmables up to date, in order; they belong in one transaction. */
export async function programmableSteps(
  database: Database,
  session: Session,
  options: ApplyProgrammablesOptions,
): Promise<{ readonly title: string; readonly sql: string }[]> {
  const { layout, migration, programVersion } = options;
  const { names } = database;
  const declared = await programmablesOf(layout, names);
  const facts = await readFacts(database, session);
  return [
    ...dropObsolete(facts, declared.views),
    ...declared.steps,
    {
      title: 'programmables: record',
      sql: recordSql(declared, { names, migration, programVersion }),
    },
  ];
}

/** Makes all views, functions, comments and grants anew in one transaction, and records it. */
export async function applyProgrammables(
  database: Database,
  session: Session,
  options: ApplyProgrammablesOptions,
): Promise<void> {
  const steps = await programmableSteps(database, session, options);
  await session.script('programmables.begin', 'begin');
  try {
    for (const step of steps) await session.script('programmables.apply', step.sql);
    await session.script('programmables.commit', 'commit');
  } catch (fault) {
    await session.script('programmables.rollback', 'rollback').catch(() => {});
    throw fault;
  }
}

/** Views that an earlier program made and that this one no longer has. */
function dropObsolete({ record }: ProgrammablesFacts, views: readonly ViewName[]) {
  const declared = new Set(views.map(objectName));
  const obsolete = Object.keys(record?.objects ?? {}).filter(
    (name) => name.startsWith('view ') && !declared.has(name),
  );
  if (obsolete.length === 0) return [];
  const list = obsolete.map((name) => name.slice('view '.length)).join(', ');
  return [{ title: 'programmables: views that are no more', sql: `drop view if exists ${list}` }];
}
