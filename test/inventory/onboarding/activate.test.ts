import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Database } from '../../../src/database/index.ts';
import type { ComponentReport, Onboarding } from '../../../src/inventory/index.ts';
import { BY, type Onboarded, openOnboarded } from './onboarded.ts';

let at: Onboarded;
beforeAll(async () => {
  at = await openOnboarded();
});
afterAll(async () => at?.close());
beforeEach(async () => at.reset());

/** Onboarding with a memory of its own, and the number of statements that it sent. */
function counted(): { readonly onboarding: Onboarding; readonly statements: () => number } {
  let statements = 0;
  const database = new Proxy(at.db.database, {
    get(target, member) {
      if (member === 'query' || member === 'transaction') statements++;
      return Reflect.get(target, member);
    },
  }) as Database;
  return { onboarding: at.with({ database }), statements: () => statements };
}

const report = (more: Partial<ComponentReport> = {}): ComponentReport => ({
  type: 'poller',
  id: 'edge-poller',
  pollerId: 'edge-poller',
  sourceIp: '198.51.100.1',
  spiffeId: 'spiffe://example.org/p',
  seenAt: at.clock.now(),
  ...more,
});

describe('the first report of a component', () => {
  test('activates its package, with an event', async () => {
    const { package: told } = await at.poller();
    at.clock.advance(5_000);
    expect(await at.onboarding.activate(report())).toBe(true);
    expect(await at.onboarding.get(told.package_id)).toMatchObject({
      status: 'activated',
      activated_at: at.clock.now(),
      updated_at: at.clock.now(),
      activated_from_ip: '198.51.100.1',
      last_seen_spiffe_id: 'spiffe://example.org/p',
    });
    const [event] = await at.onboarding.events(told.package_id, 1);
    expect(event).toMatchObject({
      event_type: 'activated',
      actor: 'core',
      source_ip: '198.51.100.1',
      details_json: {
        component_type: 'poller',
        poller_id: 'edge-poller',
        spiffe_id: 'spiffe://example.org/p',
      },
    });
  });

  test('activates nothing that was revoked or has expired, and nothing of another type', async () => {
    const { package: told } = await at.poller();
    expect(await at.onboarding.activate(report({ type: 'agent' }))).toBe(false);
    expect(await at.onboarding.activate(report({ id: '  ' }))).toBe(false);
    await at.onboarding.revoke({ packageId: told.package_id, reason: null, by: BY });
    expect(await at.onboarding.activate(report())).toBe(false);
    const { package: second } = await at.poller({ component_id: 'second' });
    at.clock.advance(86_400_001);
    expect(await at.onboarding.activate(report({ id: 'second' }))).toBe(false);
    expect((await at.onboarding.get(second.package_id)).status).toBe('expired');
  });

  test('of an agent activates the package of the agent', async () => {
    const agent = { component_type: 'agent', component_id: 'a1', parent_id: 'p1' };
    const { package: told } = await at.poller(agent);
    expect(await at.onboarding.activate(report({ type: 'agent', id: 'a1' }))).toBe(true);
    expect((await at.onboarding.get(told.package_id)).status).toBe('activated');
  });

  test('at one moment by several is one activation', async () => {
    const { package: told } = await at.poller();
    const others = Array.from({ length: 6 }, () => at.with({}));
    await Promise.all(others.map((one) => one.activate(report())));
    const events = await at.onboarding.events(told.package_id, 9);
    expect(events.map((event) => event.event_type)).toEqual(['activated', 'issued']);
  });
});

describe('later reports', () => {
  test('write only where address or identity changed, and blank ones erase nothing', async () => {
    const { package: told } = await at.poller();
    const { onboarding } = counted();
    await onboarding.activate(report());
    const first = await at.onboarding.get(told.package_id);
    at.clock.advance(1_000);
    expect(await onboarding.activate(report())).toBe(false);
    expect(await onboarding.activate(report({ sourceIp: '', spiffeId: null }))).toBe(false);
    expect(await at.onboarding.get(told.package_id)).toEqual(first);
    expect(await onboarding.activate(report({ sourceIp: '198.51.100.2', spiffeId: ' ' }))).toBe(
      true,
    );
    expect(await at.onboarding.get(told.package_id)).toMatchObject({
      activated_at: first.activated_at,
      activated_from_ip: '198.51.100.2',
      last_seen_spiffe_id: 'spiffe://example.org/p',
      updated_at: at.clock.now(),
    });
    expect(await at.onboarding.events(told.package_id, 9)).toHaveLength(2);
  });

  test('after a revocation elsewhere change nothing, though this process remembers the package', async () => {
    const { package: told } = await at.poller();
    const { onboarding } = counted();
    await onboarding.activate(report());
    await at.onboarding.revoke({ packageId: told.package_id, reason: null, by: BY });
    expect(await onboarding.activate(report({ sourceIp: '198.51.100.9' }))).toBe(false);
    const after = await at.onboarding.get(told.package_id);
    expect(after).toMatchObject({ status: 'revoked', activated_from_ip: '198.51.100.1' });
  });
});

describe('what is remembered of components', () => {
  test('of a missing one saves the second query, and is counted', async () => {
    const { onboarding, statements } = counted();
    const missing = report({ type: 'agent', id: 'nobody' });
    expect(await onboarding.activate(missing)).toBe(false);
    expect(await onboarding.activate(missing)).toBe(false);
    expect(statements()).toBe(1);
    expect(onboarding.activationCounters()).toEqual({
      size: 1,
      lookups: 2,
      hits: 0,
      negativeHits: 1,
      misses: 1,
      staleEvicted: 0,
    });
  });

  test('of one with a package saves the query too, until it is a minute old', async () => {
    await at.poller();
    const { onboarding, statements } = counted();
    await onboarding.activate(report());
    const sent = statements();
    for (let time = 0; time < 5; time++) await onboarding.activate(report());
    expect(statements()).toBe(sent);
    at.clock.advance(60_000);
    await onboarding.activate(report());
    expect(statements()).toBe(sent + 1);
    expect(onboarding.activationCounters()).toMatchObject({
      size: 1,
      lookups: 7,
      hits: 5,
      misses: 2,
      staleEvicted: 1,
    });
  });

  test('is forgotten when a package is made or taken back', async () => {
    expect(await at.onboarding.activate(report())).toBe(false);
    const { package: first } = await at.poller();
    expect(await at.onboarding.activate(report())).toBe(true);
    await at.onboarding.revoke({ packageId: first.package_id, reason: null, by: BY });
    const { package: second } = await at.poller();
    expect(await at.onboarding.activate(report())).toBe(true);
    expect((await at.onboarding.get(second.package_id)).status).toBe('activated');
  });

  test('has an end, however many ids somebody makes up', async () => {
    const { onboarding } = counted();
    const database = new Proxy(at.db.database, {
      get: (target, member) => (member === 'query' ? async () => [] : Reflect.get(target, member)),
    }) as Database;
    const flooded = at.with({ database });
    for (let id = 0; id < 10_100; id++) await flooded.activate(report({ id: `id-${id}` }));
    expect(flooded.activationCounters().size).toBe(10_000);
    expect(onboarding.activationCounters().size).toBe(0);
  });
});
