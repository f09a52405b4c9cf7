import { hostname } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Settings } from '../config/index.ts';
import { type Clock, formatInstant, systemClock } from '../core/index.ts';
import {
  applySchema,
  type Database,
  type EngineName,
  startMaintenance,
} from '../database/index.ts';
import {
  type HostReceiver,
  type HostSample,
  startHostReceiver,
  startWriter,
  type Writer,
} from '../ingest/index.ts';
import { foldObservations, normalise, observationRow } from '../inventory/index.ts';
import { createHealth, createMetrics, type Logger, type Metrics } from '../observe/index.ts';
import { startServer } from '../server/index.ts';
import { registerChecks } from './checks.ts';
import { type Closers, createClosers } from './closers.ts';
import { openDatabase } from './database.ts';
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
  /** Stops taking rows, stores what is queued, closes everything. */
  stop(): Promise<void>;
}

/**
 * Starts everything that `radarstore serve` runs: database, schema, maintenance, writer, host
 * receiver and HTTP API. When a part cannot start, those before it are stopped again and its
 * RadarError is thrown.
 */
export async function startStore(settings: Settings, options: StoreOptions): Promise<RunningStore> {
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
  const { database, embedded } = opened;
  await applySchema(database, {
    log: log.child({ part: 'schema' }),
    programVersion: PROGRAM_VERSION,
  });

  const metrics = createMetrics(PROGRAM_VERSION);
  const health = createHealth();
  const { intervalMs } = settings.maintenance;
  const maintenance = startMaintenance({
    database,
    intervalMs,
    clock,
    log: log.child({ part: 'maintenance' }),
  });
  closers.push('maintenance', () => maintenance.stop());
  const writer = startWriter({
    database,
    clock,
    metrics,
    log: log.child({ part: 'writer' }),
    queueRows: settings.ingest.queueRows,
  });
  closers.push('writer', () => writer.stop(STOP_GRACE_MS));
  const host = settings.hostReceiver.enabled
    ? await startHost(settings, { clock, log, metrics, database, writer })
    : null;
  if (host !== null) closers.push('host receiver', () => host.stop());
  registerChecks(health, { database, embedded, maintenance, writer, host });

  const server = await startServer(
    {
      database,
      embedded: embedded !== null,
      clock,
      health,
      metrics,
      log: log.child({ part: 'http' }),
      version: PROGRAM_VERSION,
      maintenanceIntervalMs: intervalMs,
      self: () => ({
        version: PROGRAM_VERSION,
        started_at: formatInstant(startedAt),
        hostname: hostname(),
        poller_id: settings.identity.pollerId,
        agent_id: settings.identity.agentId,
        device_id: host?.deviceId ?? null,
        sample_seconds: host === null ? null : settings.hostReceiver.intervalMs / 1_000,
      }),
      consoleFolder: CONSOLE_FOLDER,
    },
    settings.http,
  );
  closers.push('http', () => server.stop());
  return {
    url: server.url,
    databaseDescription: opened.description,
    engine: database.engine.name,
    deviceId: host?.deviceId ?? null,
    stop: () => closers.close(),
  };
}

interface HostParts {
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly database: Database;
  readonly writer: Writer;
}

function startHost(settings: Settings, parts: HostParts): Promise<HostReceiver> {
  const { intervalMs, processes, address } = settings.hostReceiver;
  return startHostReceiver({
    clock: parts.clock,
    log: parts.log.child({ part: 'host' }),
    metrics: parts.metrics,
    intervalMs,
    processes,
    address,
    identity: settings.identity,
    version: PROGRAM_VERSION,
    submit: (sample) => submitSample(parts, sample),
  });
}

/** Rows and observation of a sample are stored and folded in one transaction (UD-51). */
async function submitSample({ database, writer }: HostParts, sample: HostSample): Promise<void> {
  const observations = sample.observations.map(normalise);
  await writer.write({
    rows: { ...sample.rows, device_updates: observations.map(observationRow) },
    alongside: (session) => foldObservations(database, session, observations),
  });
}
