import { codeOf, messageOf, RadarError } from '../../core/index.ts';
import type { Logger } from '../../observe/index.ts';
import { type Database, type Session, SQLSTATE, sql } from '../connection/index.ts';
import { applyProgrammables } from '../programmables/index.ts';
import { withNames } from '../sql-text/index.ts';
import { checkApplicable } from './check.ts';
import { type Migration, readMigrations } from './migration.ts';
import { layFoundation } from './record.ts';
import { readApplied, type SchemaStatus, schemaStatus } from './status.ts';

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
  /** Whether this call made views, functions, comments and grants anew. */
  readonly programmables: boolean;
  readonly version: number;
}

/**
 * Brings the schema to this program's newest migration, and its programmables to this program's.
 * Any number of processes may call it at once: one works, the others wait and succeed. Refuses a
 * newer, altered or foreign schema before it touches anything.
 */
export async function applySchema(database: Database, options: ApplyOptions): Promise<ApplyResult> {
  const { folder, programVersion } = options;
  const before = await schemaStatus(database, { folder, programVersion });
  checkApplicable(database, before);
  if (isSettled(before) || (await mustLeave(database, before, options))) {
    return { applied: [], programmables: false, version: before.version };
  }
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
    const status = await schemaStatus(database, { session, folder, programVersion });
    checkApplicable(database, status);
    const applied = await applyMigrations({ database, session, options }, status);
    const { latest, layout } = status;
    if (applied.length === 0 && isSettled(status)) {
      return { applied, programmables: false, version: latest };
    }
    options.log.info({}, 'making views, functions, comments and grants anew');
    await applyProgrammables(database, session, {
      layout,
      migration: latest,
      programVersion,
    }).catch((fault) => {
      throw migrationFault('the programmables', fault);
    });
    return { applied, programmables: true, version: latest };
  });
}

/** Whether there is nothing to do. What a newer program made is left to it. */
function isSettled({ state, programmables }: SchemaStatus): boolean {
  return state === 'current' && ['current', 'newer'].includes(programmables.state);
}

/**
 * Whether what is left to do needs nobody to wait for it, and cannot be done from here: rights of a
 * role that was made later are given by the owner; a standby gets them from its primary.
 */
async function mustLeave(
  database: Database,
  status: SchemaStatus,
  { log }: ApplyOptions,
): Promise<boolean> {
  if (status.state !== 'current') return false;
  const rolesChanged = status.programmables.state === 'roles-changed';
  const leave = database.engine.readOnly || (rolesChanged && !(await ownsSchema(database)));
  if (leave) {
    log.warn(
      { programmables: status.programmables.state },
      'views, functions and grants are not those of this program; the owner brings them up to date with `radarstore schema apply`',
    );
  }
  return leave;
}

async function ownsSchema(database: Database): Promise<boolean> {
  const [row] = await database.query<{ owns: boolean }>(
    'schema.owns',
    sql`select pg_has_role(nspowner, 'usage') as owns
          from pg_namespace where nspname = ${database.options.schema}`,
  );
  return row?.owns === true;
}

/** Applies what is missing; answers the numbers. */
async function applyMigrations(
  work: Pick<One, 'database' | 'session' | 'options'>,
  status: SchemaStatus,
): Promise<number[]> {
  const { database, session, options } = work;
  if (!status.migrations.some((one) => one.state !== 'applied')) return [];
  await layFoundation(database, session).catch((fault) => {
    throw migrationFault('the foundation of the schema', fault);
  });
  const applied = await readApplied(database, session);
  const done = new Map(applied.map((record) => [record.number, record]));
  const result: number[] = [];
  for (const migration of await readMigrations(status.layout, options.folder)) {
    const record = done.get(migration.number);
    if (record !== undefined && record.finished_at !== null) continue;
    options.log.info(
      { migration: migration.number, name: migration.name },
      'applying a schema migration',
    );
    await applyOne({ ...work, migration, stepsDone: record?.steps_done });
    result.push(migration.number);
  }
  return result;
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
      await session.script(`schema.${migration.name}`, withNames(step, one.database.names));
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
  if (codeOf(fault) === SQLSTATE.dependentObjectsExist) {
    return new RadarError(
      'SCHEMA_MIGRATION_FAILED',
      `Applying ${label} failed: ${messageOf(fault)}${detailOf(fault)}.`,
      {
        hint: 'Something of yours reads from a view of radarstore that changes. Drop it, start again, and make it anew; nothing was changed yet.',
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

/** What the server adds to its message, such as the names of the objects in the way. */
function detailOf(fault: unknown): string {
  const detail = typeof fault === 'object' && fault !== null && 'detail' in fault && fault.detail;
  return typeof detail === 'string' ? ` (${detail.replaceAll('\n', '; ').replace(/\.$/, '')})` : '';
}
