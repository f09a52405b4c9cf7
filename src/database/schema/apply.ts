import { codeOf, messageOf, RadarError } from '../../core/index.ts';
import type { Logger } from '../../observe/index.ts';
import { type Database, type Session, SQLSTATE, sql } from '../connection/index.ts';
import { checkApplicable } from './check.ts';
import { type Migration, readMigrations, withNames } from './migration.ts';
import { layFoundation } from './record.ts';
import { readApplied, schemaStatus } from './status.ts';

/** How long a starter waits for another that migrates. */
const LOCK_TIMEOUT = '10min';

export interface ApplyOptions {
  readonly log: Logger;
  readonly programVersion: string;
  /** Another folder of migrations than the program's own. */
  readonly folder?: URL;
}

export interface ApplyResult {
  /** Numbers of the migrations that this call applied; empty when another process was first. */
  readonly applied: readonly number[];
  readonly version: number;
}

/**
 * Brings the schema to this program's newest migration. Any number of processes may call it at
 * once: one migrates, the others wait and succeed. Refuses a newer, altered or foreign schema
 * before it touches anything.
 */
export async function applySchema(database: Database, options: ApplyOptions): Promise<ApplyResult> {
  const { folder } = options;
  const before = await schemaStatus(database, { folder });
  checkApplicable(database, before);
  if (before.state === 'current') return { applied: [], version: before.version };
  if (database.engine.readOnly) {
    throw new RadarError(
      'SCHEMA_FORBIDDEN',
      'The database is read-only, so its schema cannot be made.',
      {
        hint: 'Connect to the primary server (CloudNativePG: the service that ends in -rw).',
      },
    );
  }
  return database.session('schema.apply', async (session) => {
    await lock(database, session);
    const status = await schemaStatus(database, { session, folder });
    checkApplicable(database, status);
    await layFoundation(database, session).catch((fault) => {
      throw migrationFault('the foundation of the schema', fault);
    });
    const applied = await readApplied(database, session);
    const done = new Map(applied.map((record) => [record.number, record]));
    const result: number[] = [];
    for (const migration of await readMigrations(status.layout, folder)) {
      const record = done.get(migration.number);
      if (record !== undefined && record.finished_at !== null) continue;
      options.log.info(
        { migration: migration.number, name: migration.name },
        'applying a schema migration',
      );
      await applyOne({ database, session, options, migration, stepsDone: record?.steps_done });
      result.push(migration.number);
    }
    return { applied: result, version: status.latest };
  });
}

async function lock(database: Database, session: Session): Promise<void> {
  try {
    await session.script('schema.lock_timeout', `set lock_timeout = '${LOCK_TIMEOUT}'`);
    await session.query(
      'schema.lock',
      sql`select pg_advisory_lock(hashtextextended(${`radarstore schema ${database.options.schema}`}, 0))`,
    );
    // Statements of a migration wait for ordinary locks only briefly: a reader that holds a table
    // must not queue every writer behind us.
    await session.script('schema.lock_timeout', `set lock_timeout = '30s'`);
  } catch (fault) {
    if (codeOf(fault) !== SQLSTATE.lockNotAvailable) throw fault;
    throw new RadarError(
      'SCHEMA_LOCKED',
      `Another process has been migrating schema "${database.options.schema}" for more than ${LOCK_TIMEOUT}.`,
      { hint: 'See pg_stat_activity for application_name radarstore, and start again afterwards.' },
    );
  }
}

interface One {
  readonly database: Database;
  readonly session: Session;
  readonly options: ApplyOptions;
  readonly migration: Migration;
  /** Steps that an interrupted run finished; undefined when the migration never began. */
  readonly stepsDone: number | undefined;
}

async function applyOne(one: One): Promise<void> {
  const { session, migration } = one;
  const label = `migration ${String(migration.number).padStart(4, '0')}_${migration.name}`;
  try {
    if (migration.transactional) await session.script('schema.begin', 'begin');
    if (one.stepsDone === undefined) await recordStart(one);
    for (const [index, step] of migration.steps.entries()) {
      if (index < (one.stepsDone ?? 0)) continue;
      await session.script(`schema.${migration.name}`, withNames(step, namesOf(one.database)));
      await session.execute(
        'schema.record_step',
        sql`update ${one.database.relation('schema_migrations')}
               set steps_done = ${index + 1} where number = ${migration.number}`,
      );
    }
    await recordEnd(one);
    if (migration.transactional) await session.script('schema.commit', 'commit');
  } catch (fault) {
    await session.script('schema.rollback', 'rollback').catch(() => {});
    throw migrationFault(label, fault, migration.transactional);
  }
}

function namesOf(database: Database) {
  return {
    schema: database.options.schema,
    chunkSchema: database.chunkSchema,
    extensionSchema: database.engine.extensionSchema,
  };
}

async function recordStart({ database, session, options, migration }: One): Promise<void> {
  await session.execute(
    'schema.record_start',
    sql`insert into ${database.relation('schema_migrations')}
               (number, name, layout, checksum, program_version, steps_done)
        values (${migration.number}, ${migration.name}, ${database.engine.layout},
                ${migration.checksum}, ${options.programVersion}, 0)`,
  );
}

async function recordEnd({ database, session, migration }: One): Promise<void> {
  await session.execute(
    'schema.record_end',
    sql`update ${database.relation('schema_migrations')}
           set finished_at = clock_timestamp(),
               duration_ms = extract(epoch from clock_timestamp() - started_at) * 1000
         where number = ${migration.number}`,
  );
}

function migrationFault(label: string, fault: unknown, transactional = true): RadarError {
  if (fault instanceof RadarError) return fault;
  if (codeOf(fault) === SQLSTATE.insufficientPrivilege) {
    return new RadarError(
      'SCHEMA_FORBIDDEN',
      `The role may not change the schema (${label}): ${messageOf(fault)}.`,
      {
        hint: 'Connect as the owner of the database, or let its owner run `radarstore schema print` through psql.',
        cause: fault,
      },
    );
  }
  return new RadarError(
    'SCHEMA_MIGRATION_FAILED',
    `Applying ${label} failed: ${messageOf(fault)}.`,
    {
      hint: `${transactional ? 'It was rolled back; nothing of it remains.' : 'Its finished steps remain, and the next start goes on after them.'} Mend the cause and start again; \`radarstore schema plan\` shows its SQL.`,
      cause: fault,
    },
  );
}
