import type { ServiceType } from '../../../src/catalogue/index.ts';
import { identifier, sql } from '../../../src/database/index.ts';
import { createRegistry, type Registry, type RegistryParts } from '../../../src/inventory/index.ts';
import { silentLogger } from '../../../src/observe/index.ts';
import { type ManualClock, manualClock } from '../../support/clock.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import type { ServerName } from '../../support/engines.ts';

export const NOW = '2026-03-10T12:00:00.000Z';

/** A registry over a database of a test's own. */
export interface Registered {
  readonly db: TestDatabase;
  readonly clock: ManualClock;
  readonly parts: RegistryParts;
  readonly registry: Registry;
  /** The same database with other parts. */
  with(parts: Partial<RegistryParts>): Registry;
  /** Rows of a table of services, by id; `updated_at` left out, which is no part of equality. */
  rows(type: ServiceType): Promise<Record<string, unknown>[]>;
  row(type: ServiceType, id: string): Promise<Record<string, unknown> | undefined>;
  /** Types of the events of a service, in their order. */
  events(id: string): Promise<string[]>;
  /** Health of a poller over time. */
  history(pollerId: string): Promise<boolean[]>;
  /** Messages of the events for people. */
  notices(): Promise<string[]>;
  reset(): Promise<void>;
  close(): Promise<void>;
}

const TABLES = { poller: 'pollers', agent: 'agents', checker: 'checkers' } as const;

export async function openRegistered(engine: ServerName = 'postgres'): Promise<Registered> {
  const db = await createTestDatabase(engine);
  const { database } = db;
  const clock = manualClock(NOW);
  const parts: RegistryParts = {
    database,
    owner: database,
    clock,
    log: silentLogger,
    implicit: true,
    knownCacheMs: 300_000,
    silentAfterMs: 600_000,
  };
  const rows = async (type: ServiceType) => {
    const read = await database.query<Record<string, unknown>>(
      'test.rows',
      sql`select * from ${database.relation(TABLES[type])} order by ${identifier(`${type}_id`)}`,
    );
    return read.map(({ updated_at: _when, ...row }) => row);
  };
  return {
    db,
    clock,
    parts,
    registry: createRegistry(parts),
    with: (others) => createRegistry({ ...parts, ...others }),
    rows,
    row: async (type, id) => (await rows(type)).find((row) => row[`${type}_id`] === id),
    async events(id) {
      const read = await database.query<{ event_type: string }>(
        'test.events',
        sql`select event_type from ${database.relation('service_registration_events')}
             where service_id = ${id}
             order by "timestamp", array_position(array['registered', 'activated'], event_type)`,
      );
      return read.map((one) => one.event_type);
    },
    async history(pollerId) {
      const read = await database.query<{ is_healthy: boolean }>(
        'test.history',
        sql`select is_healthy from ${database.relation('poller_history')}
             where poller_id = ${pollerId} order by "timestamp"`,
      );
      return read.map((one) => one.is_healthy);
    },
    async notices() {
      const read = await database.query<{ short_message: string }>(
        'test.notices',
        sql`select short_message from ${database.relation('events')} order by event_timestamp, host`,
      );
      return read.map((one) => one.short_message);
    },
    async reset() {
      clock.set(NOW);
      const tables = [
        ...Object.values(TABLES),
        ...['service_registration_events', 'poller_history', 'events', 'event_identities'],
        ...['service_status', 'service_status_latest'],
      ];
      await database.script(
        'test.empty',
        `truncate ${tables.map((name) => database.relation(name).text).join(', ')}`,
      );
    },
    close: () => db.drop(),
  };
}

/** An instant so many seconds from the present of these tests. */
export function seconds(clock: ManualClock, count: number): number {
  return clock.now() + count * 1_000_000;
}
