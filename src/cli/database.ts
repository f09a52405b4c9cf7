import type { Settings } from '../config/index.ts';
import { RadarError } from '../core/index.ts';
import type { Database } from '../database/index.ts';
import { createLogger, type Logger } from '../observe/index.ts';
import type { Call } from './command.ts';

/** What a command that runs once and ends works with. */
export interface Opened {
  readonly database: Database;
  /** Where it is, for people; never a password. */
  readonly description: string;
  readonly log: Logger;
}

/**
 * Runs `work` on the database of the settings, and closes it again. Without a URL that is the
 * embedded PostgreSQL, started for the moment.
 */
export async function withDatabase<T>(
  call: Call,
  work: (opened: Opened) => Promise<T>,
): Promise<T> {
  const settings = call.settings();
  const log = commandLog(call, settings);
  const { openDatabase } = await call.io.loadApp();
  const opened = await openDatabase(settings, log).catch((fault) => {
    throw explainInUse(fault, settings);
  });
  try {
    return await work({ database: opened.database, description: opened.description, log });
  } finally {
    await opened.close();
  }
}

/**
 * The log of such a command goes to standard error and tells warnings only, unless somebody chose
 * a level: the answer is what counts.
 */
export function commandLog(call: Call, settings: Settings): Logger {
  const chosen = call
    .reading()
    .entries.some((entry) => entry.key === 'log.level' && entry.origin.from !== 'default');
  return createLogger({
    level: chosen ? settings.log.level : 'warn',
    format: settings.log.format,
    write: (line) => call.io.stderr.write(line),
  });
}

/** A data folder in use is mostly our own `serve`; says how to reach what it holds. */
function explainInUse(fault: unknown, settings: Settings): unknown {
  if (!(fault instanceof RadarError) || fault.code !== 'DATA_DIR_IN_USE') return fault;
  const { host, port } = settings.http;
  const hint = `If that is a running radarstore, ask it: http://${host.includes(':') ? `[${host}]` : host}:${port}/readyz and /api/storage; or stop it first; or start it with --embedded-port, and pass the URL that it then prints as DATABASE_URL here.`;
  return new RadarError(fault.code, fault.message, { hint, cause: fault });
}
