import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { requireInstant } from '../../../src/core/index.ts';
import { runJob, sql } from '../../../src/database/index.ts';
import { foldObservations, normalise, silenceJob } from '../../../src/inventory/index.ts';
import { silentLogger } from '../../../src/observe/index.ts';
import { NOW, openRegistered, type Registered } from './registered.ts';

let world: Registered;
beforeAll(async () => {
  world = await openRegistered();
});
beforeEach(async () => {
  await world.reset();
  await world.db.database.script(
    'test.empty',
    'truncate radar.device_updates, radar.unified_devices, radar.device_changes',
  );
});
afterAll(() => world.close());

const MINUTE = 60_000;
const by = { actor: 'ada' };

/** Each type with a service and what a heartbeat of it tells. */
const SERVICES = [
  { type: 'poller', id: 'edge' },
  { type: 'agent', id: 'a', pollerId: 'edge' },
  { type: 'checker', id: 'snmp@a', agentId: 'a', pollerId: 'edge', checkerKind: 'snmp' },
] as const;
const [EDGE] = SERVICES;

const deviceOf = ({ type, id }: { readonly type: string; readonly id: string }) =>
  `serviceradar:${type}:${id}`;

const beat = (...services: readonly (typeof SERVICES)[number][]) =>
  world.registry.recordHeartbeats(services.map((one) => ({ ...one, at: world.clock.now() })));

/** Makes devices of components, as their reports do. */
async function observe(...services: readonly (typeof SERVICES)[number][]): Promise<void> {
  const { database } = world.db;
  const observations = services.map((one) =>
    normalise({
      observedAt: world.clock.now(),
      deviceId: deviceOf(one),
      partition: 'serviceradar',
      source: 'serviceradar',
      agentId: '',
      pollerId: 'edge',
      ip: '192.0.2.1',
      mac: null,
      hostname: null,
      available: true,
      metadata: {},
    }),
  );
  await database.transaction('test.fold', (session) =>
    foldObservations(database, session, observations),
  );
}

interface Device {
  readonly device_id: string;
  readonly is_available: boolean;
  readonly ip: string;
  readonly last_seen: number;
  readonly metadata: { readonly [key: string]: string };
}

const devices = () =>
  world.db.database.query<Device>(
    'test.devices',
    sql`select device_id, is_available, ip, last_seen, metadata from radar.unified_devices
         where hidden_by is null order by device_id`,
  );
const available = async () =>
  Object.fromEntries((await devices()).map((one) => [one.device_id, one.is_available]));
const told = async () => (await devices())[0];

const silence = () =>
  runJob(
    {
      database: world.db.database,
      clock: world.clock,
      log: silentLogger,
      jobs: [silenceJob({ silentAfterMs: 10 * MINUTE })],
    },
    'registry_silence',
  );

const all = (value: boolean) => Object.fromEntries(SERVICES.map((one) => [deviceOf(one), value]));

describe('the device of a service', () => {
  test('is unavailable once it is silent, and available with its next heartbeat', async () => {
    await beat(...SERVICES);
    await observe(...SERVICES);
    world.clock.advance(11 * MINUTE);
    await silence();
    expect(await available()).toEqual(all(false));
    world.clock.advance(MINUTE);
    await beat(...SERVICES);
    expect(await available()).toEqual(all(true));
    expect((await told())?.metadata).toMatchObject({ service_status: 'online' });
  });

  test('was last seen when it reported last, not when its silence was noticed', async () => {
    await beat(EDGE);
    await observe(EDGE);
    world.clock.advance(11 * MINUTE);
    await silence();
    const device = await told();
    expect(device).toMatchObject({
      is_available: false,
      ip: '192.0.2.1',
      metadata: { service_status: 'offline', registry_status: 'inactive', device_type: 'poller' },
    });
    const late = (device?.last_seen ?? 0) - requireInstant(NOW, 'The present');
    expect(late).toBeLessThanOrEqual(1_000);
  });

  test('stays as it is while the service reports', async () => {
    await beat(...SERVICES);
    await observe(...SERVICES);
    world.clock.advance(9 * MINUTE);
    await beat(...SERVICES);
    world.clock.advance(2 * MINUTE);
    await silence();
    expect(await available()).toEqual(all(true));
    expect(
      await world.db.database.query('test.rows', sql`select from radar.device_updates`),
    ).toEqual([]);
  });

  test.each(SERVICES)(
    'is unavailable once it is revoked, whatever it reports: $type',
    async (one) => {
      await beat(...SERVICES);
      await observe(one);
      await world.registry.change(one, { action: 'revoke', ...by });
      expect(await told()).toMatchObject({
        is_available: false,
        metadata: { revoked: 'true', revoked_at: NOW, registry_status: 'revoked' },
      });
      world.clock.advance(MINUTE);
      await beat(one);
      expect(await available()).toEqual({ [deviceOf(one)]: false });
      await world.registry.change(one, { action: 'restore', ...by });
      expect(await available()).toEqual({ [deviceOf(one)]: false });
      world.clock.advance(MINUTE);
      await beat(one);
      expect(await available()).toEqual({ [deviceOf(one)]: true });
    },
  );

  test('is unavailable once it is marked inactive or deleted', async () => {
    await beat(EDGE);
    await observe(EDGE);
    await world.registry.change(EDGE, { action: 'deactivate', ...by });
    expect((await told())?.is_available).toBe(false);
    world.clock.advance(MINUTE);
    await world.registry.change(EDGE, { action: 'delete', ...by });
    expect((await told())?.metadata).toMatchObject({ registry_status: 'deleted' });
  });

  test('is available with a heartbeat also where its clock is behind ours', async () => {
    await beat(EDGE);
    await observe(EDGE);
    world.clock.advance(11 * MINUTE);
    await world.registry.change(EDGE, { action: 'deactivate', ...by });
    const at = world.clock.now() - 60_000_000;
    await world.registry.recordHeartbeats([{ ...EDGE, at }]);
    expect(await world.row('poller', 'edge')).toMatchObject({ status: 'active' });
    expect((await told())?.is_available).toBe(true);
  });

  test('is not made by its silence, its revocation or its return', async () => {
    await beat(...SERVICES);
    world.clock.advance(11 * MINUTE);
    await silence();
    await beat(...SERVICES);
    await world.registry.change(EDGE, { action: 'revoke', ...by });
    expect(await devices()).toEqual([]);
  });

  test('does not come back by its silence when somebody deleted it', async () => {
    await beat(EDGE);
    await observe(EDGE);
    await world.db.database.script(
      'test.hide',
      `update radar.unified_devices set hidden_by = 'deletion'`,
    );
    world.clock.advance(11 * MINUTE);
    await silence();
    expect(await devices()).toEqual([]);
  });

  test('stays available where the change is refused', async () => {
    await beat(EDGE);
    await observe(EDGE);
    await expect(world.registry.change(EDGE, { action: 'delete', ...by })).rejects.toThrow(
      'cannot be deleted',
    );
    expect((await told())?.is_available).toBe(true);
  });

  test('is told once of each change, however often that is asked for', async () => {
    await beat(EDGE);
    await observe(EDGE);
    for (const _time of ['once', 'twice']) {
      await world.registry.change(EDGE, { action: 'revoke', ...by });
      await silence();
    }
    const rows = await world.db.database.query('test.rows', sql`select from radar.device_updates`);
    expect(rows).toHaveLength(1);
  });
});
