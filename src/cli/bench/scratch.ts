import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Settings } from '../../config/index.ts';
import type { ConnectionTarget, Database } from '../../database/index.ts';
import type { Call } from '../command.ts';
import { commandLog } from '../database.ts';

const AN_HOUR_MS = 3_600_000;

/** A database with our schema that nobody else uses, and that is gone afterwards. */
export interface Scratch {
  readonly database: Database;
  readonly target: ConnectionTarget;
  /** For other processes; holds the password. */
  readonly url: string;
  readonly schema: string;
  /** A folder for files, gone afterwards too. */
  readonly folder: string;
  /** The process of the server, where it is ours. */
  readonly serverPid: number | null;
  readonly description: string;
}

/**
 * Runs `work` on a scratch database: a PostgreSQL of its own in a temporary folder, or a schema of its
 * own in the database of the settings. Rows that anybody needs are never touched.
 */
export async function withScratch<T>(
  call: Call,
  work: (scratch: Scratch) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'radarstore-bench-'));
  try {
    await chmod(folder, 0o755); // the server drops root's rights and must get here
    return await openScratch(call, folder, work);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function openScratch<T>(
  call: Call,
  folder: string,
  work: (scratch: Scratch) => Promise<T>,
): Promise<T> {
  const settings = scratchSettings(call.settings(), folder);
  const log = commandLog(call, settings);
  const { openDatabase, PROGRAM_VERSION } = await call.io.loadApp();
  const { applySchema } = await import('../../database/index.ts');
  const opened = await openDatabase(settings, log);
  const { database, embedded, description } = opened;
  try {
    await applySchema(database, { log, programVersion: PROGRAM_VERSION });
    const { target } = database.options;
    return await work({
      database,
      target,
      folder,
      url: urlOf(target),
      schema: settings.database.schema,
      serverPid: embedded?.pid() ?? (await localServer(database)),
      description: embedded === null ? description : 'embedded PostgreSQL in a temporary folder',
    });
  } finally {
    if (embedded === null) await dropSchemas(database);
    await opened.close();
  }
}

/** The process of a server by URL, where it runs on this machine and tells us; else null. */
async function localServer(database: Database): Promise<number | null> {
  const { sql } = await import('../../database/index.ts');
  try {
    const [row] = await database.query<{ pid: string }>(
      'bench.server',
      sql`select split_part(pg_read_file('postmaster.pid'), e'\n', 1) as pid`,
    );
    // Another program may have this number, where the server runs on another machine.
    const program = await readFile(`/proc/${Number(row?.pid)}/cmdline`, 'utf8');
    return program.includes('postgres') ? Number(row?.pid) : null;
  } catch {
    return null; // another machine, another system, or a role that may not read the file
  }
}

function scratchSettings(settings: Settings, folder: string): Settings {
  const own = settings.database.url === null;
  return {
    ...settings,
    dataDir: join(folder, 'data'),
    embedded: { ...settings.embedded, port: null },
    roles: { writer: null, reader: null },
    database: {
      ...settings.database,
      schema: own ? settings.database.schema : `radar_bench_${randomBytes(4).toString('hex')}`,
      writerUrl: null,
      readerUrl: null,
      statementTimeoutMs: AN_HOUR_MS,
    },
  };
}

async function dropSchemas(database: Database): Promise<void> {
  const { quoteIdentifier } = await import('../../database/index.ts');
  const { schema, chunkSchema, grafanaSchema } = database.names;
  const names = [grafanaSchema, schema, chunkSchema].filter((name) => name !== null);
  await database.script(
    'bench.drop',
    names.map((name) => `drop schema if exists ${quoteIdentifier(name)} cascade`).join('; '),
  );
}

function urlOf(target: ConnectionTarget): string {
  if ('url' in target) return target.url;
  const url = new URL(`postgres://localhost/${encodeURIComponent(target.database)}`);
  url.username = target.user;
  url.password = target.password;
  url.searchParams.set('host', target.host);
  url.searchParams.set('port', String(target.port));
  return url.href;
}
