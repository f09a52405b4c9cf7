import { beforeEach, expect, test } from 'vitest';
import { type HostPoll, isDatasetName } from '../../../src/catalogue/index.ts';
import { formatInstant } from '../../../src/core/index.ts';
import type { Database } from '../../../src/database/index.ts';
import {
  countEmptyPoll,
  endStalls,
  recordCapabilities,
  STALL_USES,
} from '../../../src/inventory/index.ts';
import { writtenDatabase } from '../../ingest/writer/writing.ts';
import { describeEachEngine } from '../../support/database.ts';

const SECOND = 1_000_000;
const BEGIN = Date.now() * 1_000 - 3_600 * SECOND;
const HOST = 'east:192.0.2.10';

describeEachEngine('a host without samples', (engine) => {
  const at = writtenDatabase(engine);
  beforeEach(() =>
    at.db.database.script(
      'test.empty',
      'truncate radar.sysmon_stalls, radar.device_capabilities, radar.device_capability_registry',
    ),
  );

  const pollAt = (seconds: number, more: Partial<HostPoll> = {}): HostPoll => ({
    deviceId: HOST,
    hostIp: '192.0.2.10',
    hostId: 'web-1',
    pollerId: 'p',
    agentId: null,
    serviceName: 'sysmon-linux',
    receivedAt: BEGIN + seconds * SECOND,
    sampled: false,
    ...more,
  });
  /** Counts a poll of each time, and answers the times of those that told a stall. */
  async function poll(times: readonly number[], more: Partial<HostPoll> = {}): Promise<number[]> {
    const told: number[] = [];
    for (const seconds of times) {
      const check = await countEmptyPoll(at.db.database, pollAt(seconds, more));
      if (check !== null) told.push(seconds);
    }
    return told;
  }
  async function sample(seconds: number, clockOff = 0): Promise<void> {
    const last_checked = BEGIN + (seconds + clockOff) * SECOND;
    const check = { device_id: HOST, capability: 'sysmon', state: 'ok', last_checked };
    const told = { now: BEGIN + seconds * SECOND, receiver: 'test' };
    await recordCapabilities(at.writer, [check], told);
    await at.db.database.transaction('test.sample', (session) =>
      endStalls(at.db.database, session, [HOST]),
    );
  }

  test('is told once when five polls in a row had none, with all that is known of it', async () => {
    expect(await poll([0, 10, 20, 30])).toEqual([]);
    expect(await countEmptyPoll(at.db.database, pollAt(40))).toEqual({
      device_id: HOST,
      capability: 'sysmon',
      service_id: 'sysmon-linux',
      service_type: 'grpc',
      state: 'failed',
      enabled: true,
      last_checked: BEGIN + 40 * SECOND,
      failure_reason: '5 polls in a row without a sample',
      metadata: {
        host_ip: '192.0.2.10',
        host_id: 'web-1',
        poller_id: 'p',
        consecutive_empty: '5',
        stalled_since: formatInstant(BEGIN),
        sysmon_available: 'false',
        sysmon_stall_event: 'true',
        failure_reason: '5 polls in a row without a sample',
      },
    });
  });

  test('is told again while it lasts, and never twice within 30 seconds', async () => {
    expect(await poll([0, 1, 2, 3, 4, 5, 20, 33, 34, 50, 63, 64])).toEqual([4, 34, 64]);
  });

  test('is told from when on: the last sample', async () => {
    await sample(0);
    await poll([160, 170, 180, 190]);
    const check = await countEmptyPoll(at.db.database, pollAt(200));
    expect(check?.metadata).toMatchObject({ stalled_since: formatInstant(BEGIN) });
  });

  test('is not told within 150 seconds of a sample, and from then on', async () => {
    await sample(0);
    expect(await poll([10, 20, 30, 40, 50, 149, 150, 170, 180])).toEqual([150, 180]);
  });

  test('begins to be counted anew with each sample', async () => {
    await poll([0, 10, 20, 30]);
    await sample(40);
    expect(await poll([200, 210, 220, 230])).toEqual([]);
    await sample(240);
    expect(await poll([400, 410, 420, 430, 440])).toEqual([440]);
  });

  test('whose clock is ahead is told no later than 150 seconds after its first empty poll', async () => {
    await sample(0, 500);
    expect(await poll([10, 40, 70, 100, 130, 160])).toEqual([160]);
  });

  test('counts a poll that comes again once', async () => {
    expect(await poll([0, 0, 10, 10, 20, 20, 30, 30, 30])).toEqual([]);
    expect(await poll([40, 40, 40])).toEqual([40]);
  });

  test('is counted apart from others', async () => {
    await poll([0, 10, 20, 30]);
    const other = { deviceId: 'west:192.0.2.10' };
    expect(await poll([0, 10, 20, 30, 40], other)).toEqual([40]);
    expect(await poll([40])).toEqual([40]);
  });

  test('is told once by all who take polls at the same time', async () => {
    const second = await at.db.connect();
    try {
      await poll([0, 1, 2, 3]);
      const databases = [at.db.database, second, at.db.database, second, at.db.database, second];
      const told = await Promise.all(
        databases.map((database, place) => countEmptyPoll(database, pollAt(4 + place))),
      );
      expect(told.filter((check) => check !== null)).toHaveLength(1);
    } finally {
      await second.close();
    }
  });

  test('is found out by the datasets that are declared, and no others', async () => {
    const names = new Set<string>();
    const database: Database = new Proxy(at.db.database, {
      get(target, member) {
        if (member !== 'relation') return Reflect.get(target, member);
        return (name: string) => {
          if (isDatasetName(name)) names.add(name);
          return target.relation(name);
        };
      },
    });
    await countEmptyPoll(database, pollAt(0));
    await database.transaction('test.end', (session) => endStalls(database, session, [HOST]));
    const declared = new Set(STALL_USES.flatMap(({ datasets }) => datasets));
    expect([...names].sort()).toEqual([...declared].sort());
  });
});
