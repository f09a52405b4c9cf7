import { codeOf, type Instant, messageOf, RadarError } from '../../core/index.ts';
import { type Database, type Session, SQLSTATE, sql } from '../connection/index.ts';
import type { Layout } from '../engine.ts';
import { type ProgrammablesStatus, programmablesStatus } from '../programmables/index.ts';
import { type Migration, readMigrations } from './migration.ts';

export type MigrationState =
  | 'applied'
  | 'pending'
  /** A migration outside a transaction that began and did not end; it can be resumed. */
  | 'interrupted'
  /** The file differs from what was applied. */
  | 'altered'
  /** Applied by a newer program. */
  | 'unknown';

export interface MigrationStatus {
  readonly number: number;
  readonly name: string;
  readonly state: MigrationState;
  readonly appliedAt: Instant | null;
  readonly durationMs: number | null;
}

export interface SchemaStatus {
  readonly schema: string;
  /** The layout that was recorded, or the server's while nothing is applied. */
  readonly layout: Layout;
  /** Number of the newest migration that was begun or applied; 0 on an empty database. */
  readonly version: number;
  /** Number of the newest migration that this program knows. */
  readonly latest: number;
  readonly state: 'empty' | 'behind' | 'current' | 'interrupted' | 'newer' | 'altered';
  readonly migrations: readonly MigrationStatus[];
  /** Views, functions, comments and grants. Without them a schema is `behind`. */
  readonly programmables: ProgrammablesStatus;
}

/** One row of the record of applied migrations. */
export interface AppliedMigration {
  readonly number: number;
  readonly name: string;
  readonly layout: Layout;
  readonly checksum: string;
  readonly steps_done: number;
  readonly finished_at: Instant | null;
  readonly duration_ms: number | null;
}

export interface StatusOptions {
  /** The connection to ask on; without one, the pool. */
  readonly session?: Session;
  /** Another folder of migrations than the program's own. */
  readonly folder?: URL | undefined;
  /** Version of this program, by which programmables of a newer one are told from older ones. */
  readonly programVersion?: string | undefined;
}

/** Compares the migrations of this program with those that the database records. */
export async function schemaStatus(
  database: Database,
  options: StatusOptions = {},
): Promise<SchemaStatus> {
  const session = options.session ?? database;
  const applied = await readApplied(database, session);
  const layout = applied[0]?.layout ?? database.engine.layout;
  const known = await readMigrations(layout, options.folder);
  const migrations = compare(known, applied);
  const programmables: ProgrammablesStatus =
    applied.length === 0
      ? { state: 'missing', appliedAt: null, programVersion: null }
      : await programmablesStatus(database, session, {
          layout,
          migration: known.length,
          programVersion: options.programVersion,
        });
  const begun = migrations.filter((one) => one.state !== 'pending').map((one) => one.number);
  return {
    schema: database.options.schema,
    layout,
    version: Math.max(0, ...begun),
    latest: known.length,
    state: overall(migrations, programmables),
    migrations,
    programmables,
  };
}

/** The record of applied migrations; empty while there is none. */
export async function readApplied(
  database: Database,
  session: Session,
): Promise<AppliedMigration[]> {
  const [present] = await session.query<{ present: boolean }>(
    'schema.record_exists',
    sql`select exists (
          select from pg_class join pg_namespace on pg_namespace.oid = relnamespace
           where nspname = ${database.options.schema} and relname = 'schema_migrations'
        ) as present`,
  );
  if (present?.present !== true) return [];
  try {
    return await session.query<AppliedMigration>(
      'schema.applied',
      sql`select number, name, layout, checksum, steps_done, finished_at, duration_ms
            from ${database.relation('schema_migrations')} order by number`,
    );
  } catch (fault) {
    if (codeOf(fault) !== SQLSTATE.insufficientPrivilege) throw fault;
    throw new RadarError(
      'SCHEMA_FORBIDDEN',
      `The role may not read schema "${database.options.schema}": ${messageOf(fault)}.`,
      {
        hint: 'Connect as the owner of the schema, or let its owner grant usage on the schema and select on its tables.',
        cause: fault,
      },
    );
  }
}

function compare(
  known: readonly Migration[],
  applied: readonly AppliedMigration[],
): MigrationStatus[] {
  const byNumber = new Map(applied.map((record) => [record.number, record]));
  const migrations = known.map((migration): MigrationStatus => {
    const record = byNumber.get(migration.number);
    byNumber.delete(migration.number);
    return {
      number: migration.number,
      name: migration.name,
      state: stateOf(migration, record),
      appliedAt: record?.finished_at ?? null,
      durationMs: record?.duration_ms ?? null,
    };
  });
  for (const record of byNumber.values()) {
    migrations.push({
      number: record.number,
      name: record.name,
      state: 'unknown',
      appliedAt: record.finished_at,
      durationMs: record.duration_ms,
    });
  }
  return migrations;
}

function stateOf(migration: Migration, record: AppliedMigration | undefined): MigrationState {
  if (record === undefined) return 'pending';
  if (record.checksum !== migration.checksum) return 'altered';
  return record.finished_at === null ? 'interrupted' : 'applied';
}

function overall(
  migrations: readonly MigrationStatus[],
  programmables: ProgrammablesStatus,
): SchemaStatus['state'] {
  const has = (state: MigrationState) => migrations.some((one) => one.state === state);
  if (has('unknown')) return 'newer';
  if (has('altered')) return 'altered';
  if (has('interrupted')) return 'interrupted';
  if (!has('pending')) return programmables.state === 'missing' ? 'behind' : 'current';
  return has('applied') ? 'behind' : 'empty';
}
