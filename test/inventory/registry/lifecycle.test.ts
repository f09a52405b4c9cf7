import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { SERVICE_STATUSES, type ServiceStatus } from '../../../src/catalogue/index.ts';
import { runJob, sql } from '../../../src/database/index.ts';
import {
  registerInSession,
  SERVICE_ACTIONS,
  SERVICE_MOVES,
  type ServiceAction,
  silenceJob,
} from '../../../src/inventory/index.ts';
import { silentLogger } from '../../../src/observe/index.ts';
import { expectRadarError } from '../../support/expect-error.ts';
import { openRegistered, type Registered } from './registered.ts';

let world: Registered;
beforeAll(async () => {
  world = await openRegistered();
});
beforeEach(() => world.reset());
afterAll(() => world.close());

const by = { actor: 'ada' };
const EDGE = { type: 'poller', id: 'edge' } as const;
const register = (id: string) => world.registry.register({ type: 'poller', id }, by);
const change = (action: Exclude<ServiceAction, 'report' | 'silence'>) =>
  world.registry.change(EDGE, { action, ...by, reason: 'a test' });
const report = () => world.registry.recordHeartbeats([{ ...EDGE, at: world.clock.now() }]);

/** Brings the poller into a status by what users do. */
const bringTo: { readonly [S in ServiceStatus]: () => Promise<unknown> } = {
  pending: () => register('edge'),
  active: async () => {
    await register('edge');
    await report();
  },
  inactive: async () => {
    await bringTo.active();
    await change('deactivate');
  },
  revoked: async () => {
    await bringTo.active();
    await change('revoke');
  },
  deleted: async () => {
    await bringTo.revoked();
    await change('delete');
  },
};

const silence = () =>
  runJob(
    {
      database: world.db.database,
      clock: world.clock,
      log: silentLogger,
      jobs: [silenceJob({ silentAfterMs: 600_000 })],
    },
    'registry_silence',
  );

const act = async (action: ServiceAction) => {
  if (action === 'report') return report();
  if (action === 'silence') return silence();
  return change(action);
};

const statusNow = async () => (await world.row('poller', 'edge'))?.status;

describe('what happens to a poller', () => {
  /** Every status with every action, as a person would read it. */
  const EXPECTED: { readonly [S in ServiceStatus]: string } = {
    pending: 'active pending CONFLICT revoked pending CONFLICT',
    active: 'active inactive inactive revoked CONFLICT CONFLICT',
    inactive: 'active inactive inactive revoked CONFLICT deleted',
    revoked: 'revoked revoked CONFLICT revoked pending deleted',
    deleted: 'deleted deleted CONFLICT CONFLICT pending deleted',
  };
  const cases = SERVICE_STATUSES.flatMap((status) =>
    SERVICE_ACTIONS.map(
      (action, place) => [status, action, EXPECTED[status].split(' ')[place] ?? ''] as const,
    ),
  );

  test.each(cases)('that is %s by %s: %s', async (status, action, expected) => {
    await bringTo[status]();
    world.clock.advance(3_600_000);
    const before = await world.events('edge');
    if (expected === 'CONFLICT') {
      await expectRadarError(act(action), 'CONFLICT');
      expect(SERVICE_MOVES[status][action]).toBeNull();
      expect(await statusNow()).toBe(status);
      expect(await world.events('edge')).toEqual(before);
      return;
    }
    for (const round of ['once', 'twice']) {
      await act(action);
      expect(await statusNow(), round).toBe(expected);
      const changed = expected === status ? 0 : 1;
      expect(await world.events('edge'), round).toHaveLength(before.length + changed);
    }
  });

  test('is told with who did it and why', async () => {
    await bringTo.deleted();
    await change('restore');
    const told = await world.db.database.query(
      'test.told',
      sql`select event_type, actor, metadata ->> 'reason' as reason
            from ${world.db.database.relation('service_registration_events')}
           where event_type in ('revoked', 'deleted', 'restored')
           order by created_at`,
    );
    expect(told).toEqual([
      { event_type: 'revoked', actor: 'ada', reason: 'a test' },
      { event_type: 'deleted', actor: 'ada', reason: 'a test' },
      { event_type: 'restored', actor: 'ada', reason: 'a test' },
    ]);
  });

  test('that nobody knows is not found', async () => {
    const fault = await expectRadarError(change('revoke'), 'NOT_FOUND');
    expect(fault.message).toContain('edge');
  });

  test('still moves the last sight of one that was revoked or deleted, and nothing else', async () => {
    await bringTo.revoked();
    const before = await world.row('poller', 'edge');
    world.clock.advance(60_000);
    await world.registry.recordHeartbeats([{ ...EDGE, healthy: false }]);
    expect(await world.row('poller', 'edge')).toEqual({
      ...before,
      last_seen: world.clock.now(),
    });
    expect(await world.history('edge')).toEqual([true]);
  });
});

describe('a registration', () => {
  test('of an id that is there tells id and status, and changes nothing', async () => {
    await bringTo.active();
    const before = await world.row('poller', 'edge');
    const fault = await expectRadarError(register('edge'), 'CONFLICT');
    expect(fault.message).toContain('"edge"');
    expect(fault.message).toContain('active');
    expect(await world.row('poller', 'edge')).toEqual(before);
    expect(await world.events('edge')).toEqual(['registered', 'activated']);
  });

  test('of one that was deleted begins anew', async () => {
    await bringTo.deleted();
    await register('edge');
    expect(await world.row('poller', 'edge')).toMatchObject({
      status: 'pending',
      first_seen: null,
      last_seen: null,
    });
  });

  test('of two at once is made once', async () => {
    const both = await Promise.allSettled([register('edge'), register('edge')]);
    expect(both.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await world.events('edge')).toEqual(['registered']);
  });

  test('needs the poller of an agent and the agent of a checker', async () => {
    const agent = { type: 'agent', id: 'a', pollerId: 'edge' } as const;
    const checker = { type: 'checker', id: 's@a', agentId: 'a', checkerKind: 'snmp' } as const;
    expect(
      (await expectRadarError(world.registry.register(agent, by), 'REQUEST_INVALID')).message,
    ).toContain('poller "edge"');
    await expectRadarError(world.registry.register(checker, by), 'REQUEST_INVALID');
    await register('edge');
    await world.registry.register(agent, by);
    await expectRadarError(
      world.registry.register({ ...checker, pollerId: 'other' }, by),
      'REQUEST_INVALID',
    );
    await world.registry.register(checker, by);
    expect(await world.row('checker', 's@a')).toMatchObject({
      agent_id: 'a',
      poller_id: 'edge',
      status: 'pending',
    });
    await change('revoke');
    await expectRadarError(world.registry.register({ ...agent, id: 'b' }, by), 'REQUEST_INVALID');
  });

  test('that speaks of reports alone needs no parent', async () => {
    await world.registry.register(
      { type: 'agent', id: 'a', pollerId: 'nobody', source: 'implicit' },
      by,
    );
    expect(await world.row('agent', 'a')).toMatchObject({ poller_id: 'nobody' });
  });

  test.each([
    ['a blank id', { id: ' ' }],
    ['an id that is too long', { id: 'x'.repeat(501) }],
    ['a source that is none', { id: 'x', source: 'rumour' }],
  ])('with %s is refused', async (_what, told) => {
    await expectRadarError(
      world.registry.register({ type: 'poller', ...told }, by),
      'REQUEST_INVALID',
    );
  });

  test('may take over what reports alone made known, which keeps its sights', async () => {
    await report();
    const { database } = world.db;
    const seen = (await world.row('poller', 'edge'))?.first_seen;
    await database.transaction('test.adopt', (session) =>
      registerInSession(
        database,
        session,
        { ...EDGE, source: 'edge_onboarding', spiffeId: 'spiffe://x/edge', metadata: { a: 'b' } },
        { actor: 'ada', now: world.clock.now(), existing: 'adopt' },
      ),
    );
    expect(await world.row('poller', 'edge')).toMatchObject({
      status: 'active',
      registration_source: 'edge_onboarding',
      spiffe_identity: 'spiffe://x/edge',
      created_by: 'ada',
      first_seen: seen,
      metadata: { a: 'b', auto_registered: 'true' },
    });
  });
});

describe('reports and registrations at the same time', () => {
  test('keep out of each other’s columns', async () => {
    await world.registry.register(
      { ...EDGE, spiffeId: 'spiffe://x/edge', metadata: { site: 'north' } },
      by,
    );
    const { database } = world.db;
    const reports = Array.from({ length: 20 }, (_, count) =>
      world.registry.recordHeartbeats([
        { ...EDGE, at: world.clock.now() - count * 1_000_000, healthy: count % 2 === 0 },
        { type: 'agent', id: `a-${count}`, pollerId: 'edge' },
      ]),
    );
    const writes = Array.from({ length: 20 }, (_, count) =>
      database.execute(
        'test.relabel',
        sql`update ${database.relation('pollers')}
               set component_id = ${`name-${count}`}, metadata = ${`{"round": "${count}"}`}::jsonb
             where poller_id = 'edge'`,
      ),
    );
    await Promise.all([...reports, ...writes]);
    await database.execute(
      'test.relabel',
      sql`update ${database.relation('pollers')}
             set component_id = 'last', metadata = '{"round": "last"}' where poller_id = 'edge'`,
    );
    await report();
    expect(await world.row('poller', 'edge')).toMatchObject({
      component_id: 'last',
      metadata: { round: 'last' },
      registration_source: 'config',
      spiffe_identity: 'spiffe://x/edge',
      created_by: 'ada',
      first_registered: world.clock.now(),
      status: 'active',
      last_seen: world.clock.now(),
      first_seen: world.clock.now() - 19_000_000,
      agent_count: 20,
    });
  });
});

describe('agent_count and checker_count', () => {
  const counts = async () => {
    const pollers = await world.rows('poller');
    const agents = await world.rows('agent');
    return {
      ...Object.fromEntries(
        pollers.map((row) => [row.poller_id, [row.agent_count, row.checker_count]]),
      ),
      ...Object.fromEntries(agents.map((row) => [row.agent_id, [row.checker_count]])),
    };
  };
  const run = (text: string) => world.db.database.script('test.by_hand', text);
  const introduce = () =>
    world.registry.recordHeartbeats([
      { type: 'poller', id: 'p' },
      { type: 'poller', id: 'q' },
      { type: 'agent', id: 'a', pollerId: 'p' },
      { type: 'agent', id: 'b', pollerId: 'p' },
      { type: 'checker', id: 's@a', agentId: 'a', pollerId: 'p', checkerKind: 'snmp' },
      { type: 'checker', id: 'm@a', agentId: 'a', pollerId: 'p', checkerKind: 'mapper' },
    ]);

  test('follow registration, deletion, moves and rows that somebody writes by hand', async () => {
    await introduce();
    expect(await counts()).toEqual({ p: [2, 2], q: [0, 0], a: [2], b: [0] });
    await world.registry.change({ type: 'agent', id: 'b' }, { action: 'revoke', ...by });
    await world.registry.change({ type: 'agent', id: 'b' }, { action: 'delete', ...by });
    expect(await counts()).toMatchObject({ p: [1, 2] });
    await run(`update radar.agents set poller_id = 'q' where agent_id = 'a'`);
    await run(`update radar.checkers set poller_id = 'q', agent_id = 'b' where checker_id = 's@a'`);
    expect(await counts()).toEqual({ p: [0, 1], q: [1, 1], a: [1], b: [1] });
    await run(`insert into radar.agents (agent_id, poller_id) values ('c', 'q'), ('d', 'q')`);
    await run(`update radar.pollers set agent_count = 77, checker_count = 77`);
    await run(`insert into radar.pollers (poller_id, agent_count) values ('late', 5)`);
    expect(await counts()).toMatchObject({ p: [0, 1], q: [3, 1], late: [0, 0] });
    await run('delete from radar.checkers');
    await run(`delete from radar.agents where agent_id in ('a', 'c')`);
    expect(await counts()).toEqual({ p: [0, 0], q: [1, 0], late: [0, 0], b: [0], d: [0] });
  });

  test('count a parent’s children that came before it', async () => {
    await run(`insert into radar.agents (agent_id, poller_id) values ('a', 'p'), ('b', 'p')`);
    await world.registry.recordHeartbeats([{ type: 'poller', id: 'p' }]);
    expect(await counts()).toMatchObject({ p: [2, 0] });
  });

  test('stay right where many write at once, by hand too', async () => {
    await introduce();
    await Promise.all(
      Array.from({ length: 24 }, (_, count) =>
        count % 2 === 0
          ? world.registry.recordHeartbeats([
              { type: 'agent', id: `x-${count}`, pollerId: 'p' },
              { type: 'agent', id: `y-${count}`, pollerId: 'q' },
            ])
          : run(`insert into radar.agents (agent_id, poller_id) values ('x-${count}', 'p')`),
      ),
    );
    expect(await counts()).toMatchObject({ p: [26, 2], q: [12, 0] });
  });
});

describe('whether a poller is known', () => {
  test('is asked once in a while, and anew after each change', async () => {
    let asked = 0;
    const database = new Proxy(world.db.database, {
      get(target, member) {
        if (member === 'query') asked++;
        return Reflect.get(target, member);
      },
    });
    const registry = world.with({ database });
    const isKnown = () => registry.isKnown('edge');
    expect([await isKnown(), await isKnown()]).toEqual([false, false]);
    expect(asked).toBe(1);
    await registry.register(EDGE, by);
    expect(await isKnown()).toBe(true);
    await registry.recordHeartbeats([EDGE]);
    expect(await isKnown()).toBe(true);
    await registry.change(EDGE, { action: 'revoke', ...by });
    expect(await isKnown()).toBe(false);
    const before = asked;
    expect(await isKnown()).toBe(false);
    expect(asked).toBe(before);
    world.clock.advance(300_000);
    await isKnown();
    expect(asked).toBe(before + 1);
  });
});
