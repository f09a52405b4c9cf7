import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Heartbeat } from '../../../src/inventory/index.ts';
import { openRegistered, type Registered, seconds } from './registered.ts';

let world: Registered;
beforeAll(async () => {
  world = await openRegistered();
});
beforeEach(() => world.reset());
afterAll(() => world.close());

const at = (count: number) => seconds(world.clock, count);
const beat = (...heartbeats: readonly Heartbeat[]) => world.registry.recordHeartbeats(heartbeats);
const poller = (id: string, others: Partial<Heartbeat> = {}): Heartbeat => ({
  type: 'poller',
  id,
  ...others,
});

describe('a heartbeat', () => {
  test('of a poller and an agent that nobody registered registers and activates them', async () => {
    const outcome = await beat(poller('edge', { at: at(-60), sourceIp: '192.0.2.7' }), {
      type: 'agent',
      id: 'agent-1',
      pollerId: 'edge',
      at: at(-50),
    });
    expect(outcome).toMatchObject({ received: 2, recorded: 2, skipped: [] });
    expect(await world.row('poller', 'edge')).toMatchObject({
      status: 'active',
      component_id: 'edge',
      registration_source: 'implicit',
      created_by: 'system',
      first_registered: at(-60),
      first_seen: at(-60),
      last_seen: at(-60),
      is_healthy: true,
      agent_count: 1,
      metadata: {
        auto_registered: 'true',
        source_ip: '192.0.2.7',
        registration_time: '2026-03-10T11:59:00.000Z',
      },
    });
    expect(await world.row('agent', 'agent-1')).toMatchObject({
      poller_id: 'edge',
      status: 'active',
    });
    expect(await world.events('edge')).toEqual(['registered', 'activated']);
    expect(await world.notices()).toEqual(['Poller edge state changed from unknown to healthy']);
  });

  test('of what is not known and cannot be registered by it is skipped, and harms no other', async () => {
    const outcome = await beat(
      { type: 'agent', id: 'lost' },
      { type: 'checker', id: 'ping@a', agentId: 'a', pollerId: 'p' },
      poller('edge'),
      { type: 'router', id: 'x' },
      { type: 'poller', id: ' ' },
      { type: 'poller', id: 'x'.repeat(501) },
      { type: 'poller', id: 'late', at: Number.NaN },
    );
    expect(outcome.recorded).toBe(1);
    expect(outcome.skipped.map(({ index, reason }) => [index, reason])).toEqual([
      [0, 'unknown_service'],
      [1, 'unknown_service'],
      [3, 'invalid'],
      [4, 'invalid'],
      [5, 'invalid'],
      [6, 'invalid'],
    ]);
    expect((await world.rows('poller')).map((row) => row.poller_id)).toEqual(['edge']);
    expect(await world.rows('agent')).toEqual([]);
  });

  test('makes nothing known where only registration may', async () => {
    const strict = world.with({ implicit: false });
    expect((await strict.recordHeartbeats([poller('edge')])).skipped).toMatchObject([
      { index: 0, reason: 'not_registered' },
    ]);
    expect(await world.rows('poller')).toEqual([]);
    await strict.register({ type: 'poller', id: 'edge' }, { actor: 'ada' });
    expect((await strict.recordHeartbeats([poller('edge')])).skipped).toEqual([]);
    expect(await world.row('poller', 'edge')).toMatchObject({ status: 'active' });
  });

  test('activates what waits for it, and sets the first sight', async () => {
    await world.registry.register(
      { type: 'poller', id: 'edge', metadata: { site: 'north' } },
      { actor: 'ada' },
    );
    expect(await world.row('poller', 'edge')).toMatchObject({
      status: 'pending',
      first_seen: null,
      last_seen: null,
    });
    world.clock.advance(60_000);
    await beat(poller('edge'));
    expect(await world.row('poller', 'edge')).toMatchObject({
      status: 'active',
      first_seen: world.clock.now(),
      last_seen: world.clock.now(),
      registration_source: 'config',
      created_by: 'ada',
      metadata: { site: 'north' },
    });
    expect(await world.events('edge')).toEqual(['registered', 'activated']);
  });

  test('that comes late lowers the first sight, and never moves the last one back', async () => {
    await beat(poller('edge', { at: at(0), healthy: true }));
    await beat(poller('edge', { at: at(-300), healthy: false }));
    expect(await world.row('poller', 'edge')).toMatchObject({
      first_seen: at(-300),
      last_seen: at(0),
      is_healthy: true,
    });
    expect(await world.history('edge')).toEqual([true]);
  });

  test('from the future counts as of now', async () => {
    await beat(poller('edge', { at: at(86_400) }));
    expect(await world.row('poller', 'edge')).toMatchObject({ last_seen: at(0) });
  });

  test('is written to the history of a poller only where its health changes', async () => {
    for (const healthy of [true, true, false, false, true]) {
      await beat(poller('edge', { healthy }));
      world.clock.advance(30_000);
    }
    expect(await world.history('edge')).toEqual([true, false, true]);
  });

  test('of ids with quotes, slashes and statements stays data', async () => {
    const ids = [`it's`, 'a/b', `"x"; drop table pollers; --`, 'poller:1', '毛'];
    await beat(...ids.map((id) => poller(id)));
    expect((await world.rows('poller')).map((row) => row.poller_id).sort()).toEqual(ids.sort());
  });

  test('is told to others after the commit, whose failure loses nothing', async () => {
    const told: string[] = [];
    const registry = world.with({
      onReport: async ({ type, id }) => {
        told.push(`${type} ${id}`);
        throw new Error('not now');
      },
    });
    const outcome = await registry.recordHeartbeats([
      poller('edge'),
      { type: 'agent', id: 'a', pollerId: 'edge' },
      { type: 'checker', id: 's@a', agentId: 'a', pollerId: 'edge', checkerKind: 'snmp' },
    ]);
    expect(outcome.recorded).toBe(3);
    expect(told).toEqual(['poller edge', 'agent a']);
  });

  test('is told to others with the address and SPIFFE ID of its newest heartbeat, in any order of them', async () => {
    const told: unknown[] = [];
    const registry = world.with({
      onReport: async ({ sourceIp, spiffeId }) => void told.push({ sourceIp, spiffeId }),
    });
    const beats = [
      poller('edge', { at: at(-60), sourceIp: '192.0.2.1', spiffeId: 'spiffe://example.org/old' }),
      poller('edge', { at: at(-30), sourceIp: '192.0.2.2', spiffeId: 'spiffe://example.org/new' }),
      poller('edge', { at: at(-10), spiffeId: ' ' }),
    ];
    await registry.recordHeartbeats(beats);
    await registry.recordHeartbeats([...beats].reverse());
    const newest = { sourceIp: '192.0.2.2', spiffeId: 'spiffe://example.org/new' };
    expect(told).toEqual([newest, newest]);
  });
});

describe('the same batch again', () => {
  const batch = (): Heartbeat[] => [
    poller('edge', { at: at(-60), healthy: false }),
    { type: 'agent', id: 'a', pollerId: 'edge', at: at(-60) },
    {
      ...{ type: 'checker', id: 'snmp@a', agentId: 'a', pollerId: 'edge' },
      ...{ checkerKind: 'snmp', at: at(-60) },
    },
  ];
  const all = async () => [
    await world.rows('poller'),
    await world.rows('agent'),
    await world.rows('checker'),
    await world.events('edge'),
    await world.events('snmp@a'),
    await world.history('edge'),
    await world.notices(),
  ];

  test('changes nothing', async () => {
    const heartbeats = batch();
    await beat(...heartbeats);
    const once = await all();
    world.clock.advance(5_000);
    await beat(...heartbeats);
    expect(await all()).toEqual(once);
  });

  test('does not bring back what was silent, restored or revoked since', async () => {
    const heartbeats = batch();
    await beat(...heartbeats);
    const by = { actor: 'ada' };
    const edge = { type: 'poller', id: 'edge' } as const;
    await world.registry.change(edge, { action: 'deactivate', ...by });
    await beat(...heartbeats);
    expect(await world.row('poller', 'edge')).toMatchObject({ status: 'inactive' });
    await world.registry.change(edge, { action: 'revoke', ...by });
    await world.registry.change(edge, { action: 'restore', ...by });
    await beat(...heartbeats);
    expect(await world.row('poller', 'edge')).toMatchObject({ status: 'pending' });
    await beat(poller('edge'));
    expect(await world.row('poller', 'edge')).toMatchObject({ status: 'active' });
  });
});

describe('heartbeats in any order, grouping and repetition', () => {
  const time = fc.integer({ min: -500, max: 0 });
  const ids = fc.constantFrom('a', 'b', 'c');
  const heartbeat = fc.oneof(
    fc.record({ type: fc.constant('poller'), id: ids, at: time, healthy: fc.boolean() }),
    fc.record({ type: fc.constant('agent'), id: ids, pollerId: ids, at: time }),
    fc.record({
      type: fc.constant('checker'),
      id: ids,
      pollerId: ids,
      agentId: ids,
      checkerKind: fc.constantFrom('snmp', 'rperf'),
      at: time,
    }),
  );
  const history = fc.array(heartbeat, { minLength: 1, maxLength: 12 }).chain((beats) =>
    fc.record({
      beats: fc.constant(beats),
      shuffled: fc.shuffledSubarray([...beats, ...beats], { minLength: beats.length * 2 }),
      cuts: fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 12, maxLength: 24 }),
    }),
  );

  /** Rows of the three tables after these batches. */
  const rowsAfter = async (batches: readonly (readonly object[])[]) => {
    await world.reset();
    for (const batch of batches) {
      await beat(
        ...batch.map((one) => {
          const given = one as Heartbeat & { readonly at: number };
          return { ...given, at: at(given.at) };
        }),
      );
    }
    return Promise.all((['poller', 'agent', 'checker'] as const).map((type) => world.rows(type)));
  };

  const cut = (beats: readonly object[], cuts: readonly number[]) => {
    const rest = [...beats];
    const batches: object[][] = [];
    for (const size of cuts) if (rest.length > 0) batches.push(rest.splice(0, size));
    return [...batches, rest];
  };

  test('come to the same rows', async () => {
    await fc.assert(
      fc.asyncProperty(history, async ({ beats, shuffled, cuts }) => {
        const atOnce = await rowsAfter([beats]);
        expect(await rowsAfter(cut(shuffled, cuts))).toEqual(atOnce);
      }),
      { numRuns: 40 },
    );
  }, 60_000);

  test('from many senders at once lose nothing and do not deadlock', async () => {
    const senders = Array.from({ length: 8 }, (_, sender) =>
      Array.from({ length: 40 }, (_, place): Heartbeat => {
        const number = sender % 2 === 0 ? place : 39 - place;
        return number % 2 === 0
          ? poller(`p-${number}`, { at: at(-sender) })
          : { type: 'agent', id: `a-${number}`, pollerId: `p-${number - 1}`, at: at(-sender) };
      }),
    );
    await Promise.all(senders.map((beats) => beat(...beats)));
    const rows = await world.rows('poller');
    expect(rows).toHaveLength(20);
    for (const row of rows) {
      expect(row).toMatchObject({ first_seen: at(-7), last_seen: at(0), agent_count: 1 });
    }
    expect(await world.events('p-0')).toEqual(['registered', 'activated']);
    expect(await world.history('p-0')).toEqual([true]);
  });
});
