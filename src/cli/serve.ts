import { join } from 'node:path';
import { maskUrl, type Settings } from '../config/index.ts';
import { delay, formatDurationMs } from '../core/index.ts';
import { createLogger, type Logger } from '../observe/index.ts';
import type { Call, Command } from './command.ts';
import { EXIT } from './exit.ts';
import type { App } from './io.ts';
import { isLoopback, NO_AUTHENTICATION } from './loopback.ts';

type Store = Awaited<ReturnType<App['startStore']>>;

/** How long a start that is under way may go on after a stop was asked for. */
const START_PATIENCE_MS = 10_000;

export const serve: Command = {
  name: 'serve',
  summary: 'run the store: database, receivers, HTTP API and console',
  description: `Runs the store: it stores what its receivers take in, keeps the database in order, and answers on
one port with the HTTP API and the console.

Without a database URL it runs its own PostgreSQL, with the data in a folder that it names at start.
With one it uses that server. The schema is brought up to date first. Ctrl-C or SIGTERM stops it:
queued rows are stored, then everything is closed.`,
  settings: [''],
  json: false,
  examples: [
    { line: 'radarstore serve', meaning: 'embedded database, http://127.0.0.1:8450' },
    {
      line: 'DATABASE_URL=postgres://radar@db.example/radar radarstore serve',
      meaning: 'your own PostgreSQL or TimescaleDB',
    },
    { line: 'radarstore serve --http-host 0.0.0.0 --log-format json', meaning: 'in a container' },
  ],
  async run(call) {
    const settings = call.settings();
    const { stdout } = call.io;
    const log = createLogger({ ...settings.log, write: (line) => stdout.write(line) });
    const stop = call.io.watchForStop();
    try {
      const app = await call.io.loadApp();
      announceStart(call, settings, { log, version: app.PROGRAM_VERSION });
      const starting = app.startStore(settings, { log });
      const store = await Promise.race([starting, stop.asked.then(() => delay(START_PATIENCE_MS))]);
      // Not started in time: leaving frees the database too, which watches this process.
      if (store === undefined) return EXIT.done;
      announceStore(call, settings, { log, store, version: app.PROGRAM_VERSION });
      const reason = await stop.asked;
      log.info({ reason }, 'stopping: storing what is queued');
      await store.stop();
      log.info({}, 'stopped');
      return EXIT.done;
    } finally {
      stop.dispose();
    }
  },
};

interface Program {
  readonly log: Logger;
  readonly version: string;
}

function announceStart(call: Call, settings: Settings, { log, version }: Program): void {
  const { url, schema } = settings.database;
  const database =
    url === null
      ? `embedded PostgreSQL in ${settings.dataDir}`
      : `${maskUrl(url)}, schema "${schema}"`;
  const config = call.reading().file;
  if (settings.log.format === 'json') {
    log.info({ version, database, config }, 'radarstore starts');
  } else {
    const file = config === null ? '' : `, configured by ${config}`;
    call.io.stdout.write(`radarstore ${version} starts with ${database}${file}\n`);
  }
  if (settings.auth.enabled !== 'off') return;
  const { http, otlp } = settings;
  for (const { host } of otlp.enabled ? [http, otlp] : [http]) {
    if (!isLoopback(host)) log.warn({ host }, NO_AUTHENTICATION);
  }
}

function announceStore(
  call: Call,
  settings: Settings,
  { log, store, version }: Program & { readonly store: Store },
): void {
  const urls = {
    console: `${store.url}/`,
    api: `${store.url}/api/devices`,
    openapi: `${store.url}/api/openapi.json`,
    metrics: `${store.url}/metrics`,
  };
  const { deviceId, engine, databaseDescription, firstAdmin } = store;
  if (settings.log.format === 'json') {
    const database = databaseDescription;
    log.info({ version, ...urls, database, engine, device: deviceId }, 'radarstore serves');
    if (firstAdmin === null) return;
    const { username, password } = firstAdmin;
    // Under a name that the log does not mask: nobody else could tell it.
    log.warn({ username, initial_password: password }, FIRST_ADMIN);
    return;
  }
  const device =
    deviceId === null
      ? 'not measured (host_receiver.enabled is false)'
      : `${deviceId}, measured every ${formatDurationMs(settings.hostReceiver.intervalMs)}`;
  call.io.stdout.write(`
  Console    ${urls.console}
  API        ${urls.api}  (all of it: ${urls.openapi})
  Metrics    ${urls.metrics}  (for Prometheus)
  Database   ${databaseDescription} (engine ${engine})${psqlLine(settings)}
  This host  ${device}
  Stop       Ctrl-C, or: kill ${process.pid}${adminLines(firstAdmin)}

`);
}

const FIRST_ADMIN =
  'there was no user yet: log in by this name and password, which are told this once and must be changed';

function adminLines(admin: Store['firstAdmin']): string {
  if (admin === null) return '';
  return `\n\n  Log in     ${admin.username}   password   ${admin.password}\n             There was no user yet. This is told once; choose another password at the first log-in.`;
}

/** How others reach the embedded database, where it has a port for them. */
function psqlLine({ database, embedded, dataDir }: Settings): string {
  if (database.url !== null || embedded.port === null) return '';
  return `\n  psql       postgres://radar@127.0.0.1:${embedded.port}/radarstore  (password in ${join(dataDir, 'password')})`;
}
