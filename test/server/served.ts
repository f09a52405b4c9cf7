import type { DeviceObservation } from '../../src/catalogue/index.ts';
import { requireInstant } from '../../src/core/index.ts';
import { type RowsByDataset, startWriter, type Writer } from '../../src/ingest/index.ts';
import {
  createInventory,
  foldObservations,
  normalise,
  observationRow,
} from '../../src/inventory/index.ts';
import {
  createHealth,
  createLogger,
  createMetrics,
  type Health,
  type Metrics,
  silentLogger,
} from '../../src/observe/index.ts';
import {
  type App,
  buildServer,
  type ServerOptions,
  type ServerParts,
} from '../../src/server/index.ts';
import { type ManualClock, manualClock } from '../support/clock.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { registryOver } from '../support/registry.ts';

/** The present of these tests. */
export const NOW = '2026-03-10T12:00:00.000Z';

/** A server over a database of its own, asked without a network. */
export interface Served {
  readonly db: TestDatabase;
  readonly clock: ManualClock;
  readonly health: Health;
  readonly metrics: Metrics;
  readonly parts: ServerParts;
  readonly app: App;
  /** Every line of the log so far. */
  readonly log: readonly string[];
  /** Asks, and reads the answer as JSON. */
  get(url: string, headers?: Record<string, string>): Promise<Answer>;
  /** Stores rows as the receivers do. */
  write(rows: RowsByDataset): Promise<void>;
  /** Stores and folds observations of devices as the receivers do. */
  observe(...observations: readonly Partial<DeviceObservation>[]): Promise<void>;
  close(): Promise<void>;
}

/** JSON of which a test knows the shape: every member may be there. */
export type Body = readonly Body[] & { readonly [name: string]: Body };

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
  readonly body: Body;
}

export interface ServedOptions extends ServerOptions {
  readonly parts?: Partial<ServerParts>;
}

/** Starts a server on plain PostgreSQL. */
export async function serve(options: ServedOptions = {}): Promise<Served> {
  const db = await createTestDatabase('postgres');
  const clock = manualClock(NOW);
  const metrics = createMetrics('1.2.3');
  const health = createHealth();
  const log: string[] = [];
  const writer = startWriter({ database: db.database, clock, metrics, log: silentLogger });
  const parts = { ...partsOf({ db, clock, metrics, health, log, writer }), ...options.parts };
  const app = buildServer(parts, options);
  return {
    db,
    clock,
    health,
    metrics,
    parts,
    app,
    log,
    get: (url, headers = {}) => ask(app, url, headers),
    write: async (rows) => void (await writer.write({ rows })),
    observe: async (...given) => {
      const observations = given.map((one) => normalise({ ...OBSERVATION, ...one }));
      await writer.write({
        rows: { device_updates: observations.map(observationRow) },
        alongside: (session) => foldObservations(db.database, session, observations),
      });
    },
    close: async () => {
      await app.close();
      await writer.stop(1_000);
      await db.drop();
    },
  };
}

async function ask(app: App, url: string, headers: Record<string, string>): Promise<Answer> {
  const answer = await app.inject({ url, headers });
  const text = answer.body;
  const isJson = String(answer.headers['content-type']).startsWith('application/json');
  return {
    status: answer.statusCode,
    headers: answer.headers,
    text,
    body: (isJson && text !== '' ? JSON.parse(text) : undefined) as Body,
  };
}

function partsOf(given: {
  readonly db: TestDatabase;
  readonly clock: ManualClock;
  readonly metrics: Metrics;
  readonly health: Health;
  readonly log: string[];
  readonly writer: Writer;
}): ServerParts {
  return {
    database: given.db.database,
    embedded: true,
    clock: given.clock,
    health: given.health,
    metrics: given.metrics,
    log: createLogger({
      level: 'info',
      format: 'json',
      write: (line) => void given.log.push(line),
    }),
    version: '1.2.3',
    maintenanceIntervalMs: 600_000,
    ingest: {
      writer: given.writer,
      database: given.db.database,
      inventory: createInventory({
        database: given.db.database,
        owner: given.db.database,
        clock: given.clock,
      }),
      registry: registryOver(given.db.database, { clock: given.clock }),
    },
    self: () => ({
      version: '1.2.3',
      started_at: '2026-03-10T11:00:00.000Z',
      hostname: 'probe',
      poller_id: 'poller-1',
      agent_id: 'agent-1',
      device_id: 'default:192.0.2.1',
      sample_seconds: 10,
    }),
    consoleFolder: null,
  };
}

/** An observation of which tests change what matters to them. */
export const OBSERVATION: DeviceObservation = {
  observedAt: 1_773_140_400_000_000,
  deviceId: 'default:192.0.2.1',
  partition: 'default',
  source: 'snmp',
  agentId: 'agent-1',
  pollerId: 'poller-1',
  ip: '192.0.2.1',
  mac: null,
  hostname: null,
  available: true,
  metadata: {},
};

/** Microseconds of an RFC 3339 text. */
export function at(text: string): number {
  return requireInstant(text, 'The instant of a test');
}
