import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { sql } from '../../../src/database/index.ts';
import {
  createOnboarding,
  createRegistry,
  type Onboarding,
  onboardedServices,
  type Registry,
} from '../../../src/inventory/index.ts';
import { expectRadarError } from '../../support/expect-error.ts';
import { BY, type Onboarded, openOnboarded, POLLER } from './onboarded.ts';

let at: Onboarded;
let onboarding: Onboarding;
let registry: Registry;
beforeAll(async () => {
  at = await openOnboarded();
});
afterAll(async () => at?.close());
beforeEach(async () => {
  await at.reset();
  await at.db.database.script(
    'test.empty',
    `truncate radar.pollers, radar.agents, radar.checkers, radar.service_registration_events,
              radar.device_updates, radar.unified_devices`,
  );
  const { database } = at.db;
  onboarding = createOnboarding({
    ...at.parts,
    registry: onboardedServices(database),
    onAllowListChange: (pollerId) => registry.forget(pollerId),
  });
  registry = createRegistry({
    database,
    owner: database,
    clock: at.clock,
    log: at.parts.log,
    implicit: false,
    knownCacheMs: 300_000,
    silentAfterMs: 300_000,
    onReport: ({ type, id, pollerId, sourceIp, lastAt }) =>
      type === 'checker'
        ? Promise.resolve()
        : onboarding.activate({ type, id, pollerId, sourceIp, spiffeId: null, seenAt: lastAt }),
  });
});

const AGENT = { label: 'a1', component_type: 'agent', parent_id: 'edge-poller' };
const CHECKER = {
  label: 'c1',
  component_type: 'checker',
  parent_id: 'a1',
  checker_kind: 'sysmon',
};

const serviceOf = async (table: string, id: string) =>
  (
    await at.db.database.query<{ readonly [name: string]: unknown }>(
      'test.service',
      sql`select * from ${at.db.database.relation(table)} where component_id = ${id}`,
    )
  )[0];
const registryEvents = async () =>
  (
    await at.db.database.query<{ event: string }>(
      'test.events',
      sql`select event_type || ' ' || service_id || ' by ' || actor as event
            from radar.service_registration_events order by "timestamp", event_type`,
    )
  ).map((row) => row.event);
const report = (type: 'poller' | 'agent', id: string) =>
  registry.recordHeartbeats([
    { type, id, pollerId: 'edge-poller', sourceIp: '198.51.100.1', at: at.clock.now() },
  ]);

describe('the component of a package', () => {
  test('is registered with it, and waits for its first report, which activates both', async () => {
    const { package: told } = await onboarding.create(POLLER, BY);
    expect(await serviceOf('pollers', 'edge-poller')).toMatchObject({
      status: 'pending',
      registration_source: 'edge_onboarding',
      spiffe_identity: told.downstream_spiffe_id,
      created_by: 'ada',
      metadata: { edge_package_id: told.package_id },
      last_seen: null,
    });
    expect(await registry.isKnown('edge-poller')).toBe(true);
    at.clock.advance(1_000);
    await report('poller', 'edge-poller');
    expect(await serviceOf('pollers', 'edge-poller')).toMatchObject({ status: 'active' });
    expect(await onboarding.get(told.package_id)).toMatchObject({
      status: 'activated',
      activated_at: at.clock.now(),
      activated_from_ip: '198.51.100.1',
    });
    expect(await registryEvents()).toEqual([
      'registered edge-poller by ada',
      'activated edge-poller by system',
    ]);
  });

  test('has the parents of its package', async () => {
    await onboarding.create(POLLER, BY);
    await onboarding.create(AGENT, BY);
    await onboarding.create(CHECKER, BY);
    expect(await serviceOf('agents', 'a1')).toMatchObject({ poller_id: 'edge-poller' });
    expect(await serviceOf('checkers', 'c1')).toMatchObject({
      agent_id: 'a1',
      poller_id: 'edge-poller',
      checker_kind: 'sysmon',
    });
  });

  test('whose parent nobody knows gets no package', async () => {
    const fault = await expectRadarError(onboarding.create(AGENT, BY), 'REQUEST_INVALID');
    expect(fault.message).toContain('poller "edge-poller" is not registered');
    expect(await onboarding.list({ limit: 9 })).toEqual([]);
  });

  test('that reports already keeps what is known of its reports', async () => {
    await registry.register({ type: 'poller', id: 'edge-poller' }, { actor: 'ada' });
    await report('poller', 'edge-poller');
    const before = await serviceOf('pollers', 'edge-poller');
    await onboarding.create(POLLER, BY);
    expect(await serviceOf('pollers', 'edge-poller')).toMatchObject({
      status: 'active',
      registration_source: 'edge_onboarding',
      first_seen: before?.first_seen,
      last_seen: before?.last_seen,
    });
  });
});

describe('a revocation', () => {
  test('revokes the component, so that its poller is known no longer', async () => {
    const { package: told } = await onboarding.create(POLLER, BY);
    await report('poller', 'edge-poller');
    expect(await registry.isKnown('edge-poller')).toBe(true);
    at.clock.advance(1_000);
    await onboarding.revoke({ packageId: told.package_id, reason: 'lost', by: BY });
    expect(await registry.isKnown('edge-poller')).toBe(false);
    await report('poller', 'edge-poller');
    expect(await serviceOf('pollers', 'edge-poller')).toMatchObject({ status: 'revoked' });
    expect((await onboarding.get(told.package_id)).status).toBe('revoked');
    expect((await registryEvents()).at(-1)).toBe('revoked edge-poller by ada');
  });

  test('is over once there is another package', async () => {
    const { package: told } = await onboarding.create(POLLER, BY);
    await onboarding.revoke({ packageId: told.package_id, reason: null, by: BY });
    await onboarding.create(POLLER, BY);
    expect(await serviceOf('pollers', 'edge-poller')).toMatchObject({ status: 'pending' });
    expect(await registry.isKnown('edge-poller')).toBe(true);
  });

  test('succeeds for a component that the registry no longer has', async () => {
    const { package: told } = await onboarding.create(POLLER, BY);
    await at.db.database.script('test.purge', 'truncate radar.pollers');
    const revoked = await onboarding.revoke({ packageId: told.package_id, reason: null, by: BY });
    expect(revoked.status).toBe('revoked');
  });

  test('makes the device of the component unavailable, and tells why in its metadata', async () => {
    const device = async () =>
      (
        await at.db.database.query<{ readonly [name: string]: unknown }>(
          'test.device',
          sql`select is_available, metadata from radar.unified_devices`,
        )
      )[0];
    const { package: first } = await onboarding.create(POLLER, BY);
    await onboarding.revoke({ packageId: first.package_id, reason: null, by: BY });
    expect(await device()).toBeUndefined();
    const { package: second } = await onboarding.create(POLLER, BY);
    await at.observe('serviceradar:poller:edge-poller');
    expect(await device()).toMatchObject({ is_available: true });
    at.clock.advance(1_000);
    await onboarding.revoke({ packageId: second.package_id, reason: null, by: BY });
    expect(await device()).toMatchObject({
      is_available: false,
      metadata: { revoked: 'true', revoked_at: '2026-03-10T12:00:01.000Z' },
    });
  });
});
