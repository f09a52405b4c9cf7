import { hostname } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Settings } from '../config/index.ts';
import {
  type Clock,
  formatInstant,
  type Instant,
  type Network,
  systemClock,
  withinNetworks,
} from '../core/index.ts';
import {
  applySchema,
  checkLoaded,
  chooseRetention,
  type Database,
  type EngineName,
  mayMaintain,
  startMaintenance,
  type WantedRetention,
} from '../database/index.ts';
import { startWriter } from '../ingest/index.ts';
import { createHealth, createMetrics, type Logger } from '../observe/index.ts';
import { type IngestParts, type ServerParts, startServer } from '../server/index.ts';
import { type FirstAdmin, openAccess, readSealingKeys } from './access.ts';
import { registerChecks } from './checks.ts';
import { type Closers, createClosers } from './closers.ts';
import { openDatabase } from './database.ts';
import { desiredOf, jobsOf } from './maintenance.ts';
import { readOnboardingKeys } from './onboarding.ts';
import { type StartedReceivers, startReceivers } from './receivers.ts';
import { openServices } from './services.ts';
import { PROGRAM_VERSION } from './version.ts';

/** The console as `npm run build` leaves it, beside the compiled program. */
const CONSOLE_FOLDER = fileURLToPath(new URL('../../dist/console/', import.meta.url));

/** How long queued rows may take to be stored after a stop was asked for. */
const STOP_GRACE_MS = 10_000;

export interface StoreOptions {
  readonly log: Logger;
  readonly clock?: Clock;
}

/** A store that serves. */
export interface RunningStore {
  /** Address of console and API, for example `http://127.0.0.1:8450`. */
  readonly url: string;
  /** Where the rows go, for people; never a password. */
  readonly databaseDescription: string;
  readonly engine: EngineName;
  /** Device of this host; null while the host receiver is off. */
  readonly deviceId: string | null;
  /** The first user, where this start made it: the password is told this once. */
  readonly firstAdmin: FirstAdmin | null;
  /** Stops taking rows, stores what is queued, closes everything. */
  stop(): Promise<void>;
}

/**
 * Starts everything that `radarstore serve` runs: database, schema, maintenance, writer, host
 * receiver and HTTP API. When a part cannot start, those before it are stopped again and its
 * RadarError is thrown.
 */
export async function startStore(settings: Settings, options: StoreOptions): Promise<RunningStore> {
  // A wrong file of keys is refused before anything is opened, or made.
  await Promise.all([readOnboardingKeys(settings), readSealingKeys(settings)]);
  const closers = createClosers(options.log);
  try {
    return await start(settings, options, closers);
  } catch (fault) {
    await closers.close();
    throw fault;
  }
}

async function start(
  settings: Settings,
  options: StoreOptions,
  closers: Closers,
): Promise<RunningStore> {
  const { log } = options;
  const clock = options.clock ?? systemClock;
  const startedAt = clock.now();
  const opened = await openDatabase(settings, log);
  closers.push('database', () => opened.close());
  const { database, embedded, writer: writing, reader } = opened;
  checkLoaded(database);
  await applySchema(database, {
    log: log.child({ part: 'schema' }),
    programVersion: PROGRAM_VERSION,
  });

  const desired = desiredOf(settings);
  const actor = `serve on ${hostname()}`;
  const jobs = jobsOf(settings, actor);
  await takeRetention(database, { wanted: desired.retention, actor, log });

  const metrics = createMetrics(PROGRAM_VERSION);
  const health = createHealth();
  const { intervalMs } = settings.maintenance;
  const maintenance = startMaintenance({
    database,
    intervalMs,
    clock,
    jobs,
    log: log.child({ part: 'maintenance' }),
  });
  closers.push('maintenance', () => maintenance.stop());
  const writer = startWriter({
    database: writing,
    owner: database,
    clock,
    metrics,
    log: log.child({ part: 'writer' }),
    ...settings.ingest,
  });
  closers.push('writer', () => writer.stop(STOP_GRACE_MS));
  const services = { settings, database: writing, owner: database, clock, log };
  const { onboarding, ...inventories } = await openServices(services);
  const access = await openAccess({ settings, database: writing, clock, log }, closers);
  const auth = access.otlp;
  const stored = { database: writing, writer, ...inventories };
  const parts = { settings, clock, log, metrics, ...stored, auth };
  const { checks, host } = await startReceivers(parts, closers);
  const told = { settings: settings.ingest, clock, retention: desired.retention };
  registerChecks(health, { ...told, database, embedded, maintenance, writer, receivers: checks });

  const server = await startServer(
    {
      database: reader,
      embedded: embedded !== null,
      clock,
      health,
      metrics,
      log: log.child({ part: 'http' }),
      version: PROGRAM_VERSION,
      maintenanceIntervalMs: intervalMs,
      jobs,
      ingest: { ...stored, ...ingestOf(settings) },
      self: selfOf(settings, startedAt, host),
      auth: access.http,
      onboarding,
      consoleFolder: CONSOLE_FOLDER,
    },
    settings.http,
    { trustedProxies: settings.http.trustedProxies.map(networkText) },
  );
  closers.push('http', () => server.stop());
  return {
    url: server.url,
    databaseDescription: opened.description,
    engine: database.engine.name,
    deviceId: host?.deviceId ?? null,
    firstAdmin: access.firstAdmin,
    stop: () => closers.close(),
  };
}

const networkText = ({ address, bits }: Network) => `${address}/${bits}`;

/** What the settings say of what is sent. */
function ingestOf({ nats, discovery }: Settings): Pick<IngestParts, 'natsRoutes' | 'ignores'> {
  return { natsRoutes: nats?.routes ?? [], ignores: withinNetworks(discovery.ignoredNetworks) };
}

/** What this process tells of itself. */
function selfOf(
  settings: Settings,
  startedAt: Instant,
  host: StartedReceivers['host'],
): ServerParts['self'] {
  return () => ({
    version: PROGRAM_VERSION,
    started_at: formatInstant(startedAt),
    hostname: hostname(),
    poller_id: settings.identity.pollerId,
    agent_id: settings.identity.agentId,
    device_id: host?.deviceId ?? null,
    sample_seconds: host === null ? null : settings.hostReceiver.intervalMs / 1_000,
  });
}

/** Retentions of the settings that are longer hold from now on; shorter ones wait for a person. */
async function takeRetention(
  database: Database,
  options: { readonly wanted: WantedRetention; readonly actor: string; readonly log: Logger },
): Promise<void> {
  const { wanted, actor, log } = options;
  if (!mayMaintain(database)) return;
  const { taken, held } = await chooseRetention(database, { wanted, actor, mayShorten: false });
  for (const { dataset, toDays } of taken) {
    log.info({ dataset: dataset.name, days: toDays }, 'the retention is longer from now on');
  }
  for (const { dataset, fromDays, toDays } of held) {
    log.warn(
      { dataset: dataset.name, kept_days: fromDays, wanted_days: toDays },
      'the retention stays as long as it was, because a shorter one loses rows; `radarstore schema apply --confirm-shorter` takes it over',
    );
  }
}
