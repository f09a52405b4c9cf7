import { hostname } from 'node:os';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/core/index.ts';
import { sql } from '../../src/database/index.ts';
import { createHostReader } from '../../src/ingest/host/reader.ts';
import { createPortableReader } from '../../src/ingest/host/system.ts';
import { startHostReceiver, startWriter } from '../../src/ingest/index.ts';
import { foldObservations, normalise, observationRow } from '../../src/inventory/index.ts';
import { createMetrics, silentLogger } from '../../src/observe/index.ts';
import { getDevice } from '../../src/query/index.ts';
import { createTestDatabase, describeEachEngine, type TestDatabase } from '../support/database.ts';
import { until } from '../support/until.ts';

const never = new AbortController().signal;

describe.each([
  ['the reader of this platform', createHostReader(systemClock)],
  ['the portable reader', createPortableReader()],
])('%s, on this machine', (_, reader) => {
  test('tells the busy share of each core from the second reading on', async () => {
    expect((await reader.cpu()).every((core) => core.usagePercent === null)).toBe(true);
    const cores = await until('time has passed for every core', async () => {
      const list = await reader.cpu();
      return list.every((core) => core.usagePercent !== null) ? list : null;
    });
    expect(cores.length).toBeGreaterThan(0);
    for (const { usagePercent } of cores) {
      expect(usagePercent).toBeGreaterThanOrEqual(0);
      expect(usagePercent).toBeLessThanOrEqual(100);
    }
  });

  test('tells memory, more than this process has', async () => {
    const { totalBytes, availableBytes } = await reader.memory();
    expect(totalBytes).toBeGreaterThan(process.memoryUsage.rss());
    expect(availableBytes).toBeLessThan(totalBytes ?? 0);
  });

  test('tells file systems with their space, none of them twice', async () => {
    const { disks, faults } = await reader.disks(never);
    expect(faults).toEqual([]);
    expect(disks.length).toBeGreaterThan(0);
    expect(new Set(disks.map((disk) => disk.mountPoint)).size).toBe(disks.length);
    for (const disk of disks) expect(disk.totalBytes).toBeGreaterThan(0);
  });

  test('tells this process, with its memory, state and start', async () => {
    await reader.processes();
    const found = await until('this process has a share', async () => {
      const own = (await reader.processes()).find((one) => one.pid === process.pid);
      return own?.cpuPercent === null ? null : own;
    });
    const rss = process.memoryUsage.rss();
    expect(found.residentBytes).toBeGreaterThan(rss / 2);
    expect(found.residentBytes).toBeLessThan(rss * 2);
    expect(found.name).not.toBeNull();
    const startedMs = Date.parse(found.startTime ?? '');
    expect(Math.abs(startedMs - performance.timeOrigin)).toBeLessThan(30_000);
  });

  test('tells the system', async () => {
    const system = await reader.system();
    expect(system.hostname).toBe(hostname());
    expect(system.kernel).not.toBeNull();
    expect(system.architecture).not.toBeNull();
  });
});

test.runIf(process.platform === 'linux')(
  'a Linux host tells its interfaces, lo among them',
  async () => {
    const interfaces = await createHostReader(systemClock).interfaces();
    const lo = interfaces.find((one) => one.name === 'lo');
    expect(lo).toMatchObject({ adminStatus: 1, speedBitsPerSecond: null });
    expect(lo?.addresses).toContain('127.0.0.1');
    expect(new Set(interfaces.map((one) => one.index)).size).toBe(interfaces.length);
  },
);

describeEachEngine('this machine, sampled into the database', (engine) => {
  let db: TestDatabase;
  beforeAll(async () => {
    db = await createTestDatabase(engine);
  });
  afterAll(() => db.drop());

  test('is a device with samples of every kind, none refused', async () => {
    const parts = { clock: systemClock, log: silentLogger, metrics: createMetrics('test') };
    const writer = startWriter({ ...parts, database: db.database });
    const receiver = await startHostReceiver({
      ...parts,
      intervalMs: 50,
      processes: 0,
      identity: { pollerId: 'poller-1', agentId: 'agent-1', partition: 'default' },
      address: null,
      version: '0.1.0',
      submit: async (sample) => {
        const observations = sample.observations.map(normalise);
        const outcome = await writer.write({
          rows: { ...sample.rows, device_updates: observations.map(observationRow) },
          alongside: (session) => foldObservations(db.database, session, observations),
        });
        for (const one of Object.values(outcome)) expect(one.refused).toEqual([]);
      },
    });
    try {
      await until('three samples are stored', () => {
        const { stored, failed } = receiver.check().detail as { stored: number; failed: number };
        expect(failed).toBe(0);
        return stored >= 3;
      });
    } finally {
      await receiver.stop();
      await writer.stop(10_000);
    }
    const found = await getDevice(db.database, receiver.deviceId, null);
    expect(found?.device).toMatchObject({
      ip: receiver.hostIp,
      hostname: hostname(),
      is_available: true,
      discovery_sources: ['sysmon'],
      device_type: 'host',
    });
    for (const dataset of ['cpu_metrics', 'memory_metrics', 'disk_metrics', 'process_metrics']) {
      const [row] = await db.database.query<{ samples: number }>(
        'test.count',
        sql`select count(distinct "timestamp") as samples from ${db.database.relation(dataset)}
             where device_id = ${receiver.deviceId}`,
      );
      expect(row?.samples, dataset).toBeGreaterThanOrEqual(3);
    }
  });
});
