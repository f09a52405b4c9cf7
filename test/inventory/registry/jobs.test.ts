import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { runByHand, runJob, sql } from '../../../src/database/index.ts';
import { readEvents } from '../../../src/ingest/index.ts';
import { noticeRow, purgeJob, silenceJob } from '../../../src/inventory/index.ts';
import { silentLogger } from '../../../src/observe/index.ts';
import { openRegistered, type Registered } from './registered.ts';

let world: Registered;
beforeAll(async () => {
  world = await openRegistered();
});
beforeEach(() => world.reset());
afterAll(() => world.close());

const MINUTE = 60_000;
const DAY = 86_400_000;
const by = { actor: 'ada' };
const beat = (...ids: readonly string[]) =>
  world.registry.recordHeartbeats(ids.map((id) => ({ type: 'poller', id })));

const options = () => ({ database: world.db.database, clock: world.clock, log: silentLogger });

const silence = async () => {
  const jobs = [silenceJob({ silentAfterMs: 10 * MINUTE })];
  return runJob({ ...options(), jobs }, 'registry_silence');
};

const purge = (windows = { pending: 30, inactive: 90, revoked: 90, deleted: 7 }) => {
  const keepMs = Object.fromEntries(
    Object.entries(windows).map(([status, days]) => [status, days * DAY]),
  ) as Record<keyof typeof windows, number>;
  return runJob({ ...options(), jobs: [purgeJob(keepMs)] }, 'registry_purge');
};

describe('silence', () => {
  test('makes inactive what has not reported for a time, and tells of pollers', async () => {
    await beat('quiet', 'loud');
    await world.registry.recordHeartbeats([
      { type: 'agent', id: 'a', pollerId: 'quiet' },
      { type: 'checker', id: 's@a', agentId: 'a', pollerId: 'quiet', checkerKind: 'snmp' },
    ]);
    world.clock.advance(9 * MINUTE);
    await beat('loud');
    world.clock.advance(2 * MINUTE);
    expect(await silence()).toMatchObject({
      state: 'done',
      rows: 3,
      detail: { silent: { poller: 1, agent: 1, checker: 1 } },
    });
    expect(await world.row('poller', 'quiet')).toMatchObject({
      status: 'inactive',
      is_healthy: false,
      agent_count: 1,
    });
    expect(await world.row('agent', 'a')).toMatchObject({ status: 'inactive' });
    expect(await world.row('checker', 's@a')).toMatchObject({ status: 'inactive' });
    expect(await world.row('poller', 'loud')).toMatchObject({ status: 'active' });
    expect(await world.events('quiet')).toEqual(['registered', 'activated', 'deactivated']);
    expect(await world.history('quiet')).toEqual([true, false]);
    expect(await world.notices()).toContain('Poller quiet state changed from healthy to unhealthy');
    const before = await world.notices();
    expect(await silence()).toMatchObject({ rows: 0 });
    expect(await world.notices()).toEqual(before);
  });

  test('ends with the next report, of which people are told', async () => {
    await beat('edge');
    world.clock.advance(11 * MINUTE);
    await silence();
    world.clock.advance(MINUTE);
    await beat('edge');
    expect(await world.row('poller', 'edge')).toMatchObject({ status: 'active', is_healthy: true });
    expect(await world.history('edge')).toEqual([true, false, true]);
    expect(await world.notices()).toEqual([
      'Poller edge state changed from unknown to healthy',
      'Poller edge state changed from healthy to unhealthy',
      'Poller edge state changed from unhealthy to healthy',
    ]);
    expect(await world.events('edge')).toEqual([
      'registered',
      'activated',
      'deactivated',
      'activated',
    ]);
  });

  test('of what waits, is revoked or deleted means nothing', async () => {
    for (const id of ['waits', 'revoked']) {
      await world.registry.register({ type: 'poller', id }, by);
    }
    await world.registry.change({ type: 'poller', id: 'revoked' }, { action: 'revoke', ...by });
    world.clock.advance(DAY);
    expect(await silence()).toMatchObject({ rows: 0 });
  });

  test('is not concluded from a time in which nobody led', async () => {
    await beat('edge');
    world.clock.advance(DAY);
    const jobs = [silenceJob({ silentAfterMs: 10 * MINUTE })];
    const { runs } = await runByHand({ ...options(), jobs, holder: 'a test', intervalMs: MINUTE }, [
      'registry_silence',
    ]);
    expect(runs).toMatchObject([{ state: 'done', rows: 0 }]);
    expect(await world.row('poller', 'edge')).toMatchObject({ status: 'active' });
    await world.db.database.execute(
      'test.older',
      sql`update ${world.db.database.relation('maintenance_epoch')}
             set taken_at = taken_at - interval '11 minutes'`,
    );
    expect(await silence()).toMatchObject({ rows: 1 });
  });

  test('goes in batches where it is of many', async () => {
    const ids = Array.from({ length: 620 }, (_, count) => `p-${count}`);
    await beat(...ids);
    world.clock.advance(11 * MINUTE);
    expect(await silence()).toMatchObject({ rows: 620, state: 'done' });
  });
});

describe('an event about a poller', () => {
  test('is the row that a receiver would make of it', () => {
    const row = noticeRow({
      pollerId: 'edge',
      previous: 'healthy',
      current: 'unhealthy',
      at: world.clock.now(),
      lastSeen: world.clock.now() - 1_000_000,
      sourceIp: '192.0.2.7',
      recovery: null,
    });
    const [read] = readEvents(
      { headers: new Map(), body: Buffer.from(row.raw_data ?? '') },
      'structured',
      { receivedAt: 0 },
    );
    expect(read).toMatchObject({ row });
  });
});

describe('the purge', () => {
  const make = async (id: string, actions: readonly ('revoke' | 'delete' | 'deactivate')[]) => {
    await beat(id);
    const key = { type: 'poller', id } as const;
    for (const action of actions) await world.registry.change(key, { action, ...by });
  };
  const left = async () => (await world.rows('poller')).map((row) => row.poller_id);

  test('removes each status after its own time, and tells before', async () => {
    await world.registry.register({ type: 'poller', id: 'pending' }, by);
    await make('inactive', ['deactivate']);
    await make('revoked', ['revoke']);
    await make('deleted', ['revoke', 'delete']);
    await make('active', []);
    world.clock.advance(7 * DAY - MINUTE);
    await purge();
    expect(await left()).toHaveLength(5);
    world.clock.advance(2 * MINUTE);
    expect(await purge()).toMatchObject({ rows: 1 });
    expect(await left()).toEqual(['active', 'inactive', 'pending', 'revoked']);
    expect((await world.events('deleted')).at(-1)).toBe('purged');
    world.clock.advance(23 * DAY);
    await purge();
    expect(await left()).toEqual(['active', 'inactive', 'revoked']);
    world.clock.advance(60 * DAY);
    expect(await purge()).toMatchObject({ rows: 2 });
    expect(await left()).toEqual(['active']);
    expect(await world.events('pending')).toEqual(['registered', 'purged']);
    expect(await purge()).toMatchObject({ rows: 0 });
  });

  test('waits for what was revoked or still reports, so that no report brings it back', async () => {
    await make('late', []);
    world.clock.advance(100 * DAY);
    await world.registry.change({ type: 'poller', id: 'late' }, { action: 'revoke', ...by });
    await purge();
    expect(await left()).toEqual(['late']);
    await make('stubborn', ['revoke', 'delete']);
    world.clock.advance(6 * DAY);
    await beat('stubborn');
    world.clock.advance(6 * DAY);
    await purge();
    expect(await world.row('poller', 'stubborn')).toMatchObject({ status: 'deleted' });
  });

  test('keeps for ever what has no window', async () => {
    await make('deleted', ['revoke', 'delete']);
    world.clock.advance(1_000 * DAY);
    const jobs = [purgeJob({ pending: null, inactive: null, revoked: null, deleted: null })];
    expect(await runJob({ ...options(), jobs }, 'registry_purge')).toMatchObject({ rows: 0 });
    expect(await left()).toEqual(['deleted']);
  });
});
