import { describe, expect, test } from 'vitest';
import { createChangeFilter, interfaceRows } from '../../src/ingest/host/interfaces.ts';
import type {
  CoreReading,
  DiskReading,
  InterfaceReading,
  ProcessReading,
} from '../../src/ingest/host/reading.ts';
import {
  clusterRows,
  cpuRows,
  diskRows,
  memoryRows,
  processRows,
} from '../../src/ingest/host/rows.ts';
import type { SampleOrigin } from '../../src/ingest/host/sample.ts';
import {
  createObservationSchedule,
  hostObservation,
  selfStatusRow,
} from '../../src/ingest/host/self.ts';

const ORIGIN: SampleOrigin = {
  identity: { pollerId: 'poller-1', agentId: 'agent-1', partition: 'east' },
  timestamp: 1_800_000_000_000_000,
  deviceId: 'east:192.0.2.1',
  hostIp: '192.0.2.1',
  hostId: 'alpha',
};

/** What a host may tell that is no amount. */
const NO_AMOUNTS = [null, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -1];

describe('the rows of cores', () => {
  const core = (fields: Partial<CoreReading> = {}): CoreReading => ({
    core: 0,
    usagePercent: 12.5,
    frequencyHz: 2.3e9,
    cluster: 'package0',
    ...fields,
  });

  test('say who measured what, when', () => {
    expect(cpuRows(ORIGIN, [core({ core: 7 })])).toEqual([
      {
        timestamp: ORIGIN.timestamp,
        poller_id: 'poller-1',
        agent_id: 'agent-1',
        host_id: 'alpha',
        device_id: 'east:192.0.2.1',
        partition: 'east',
        core_id: 7,
        usage_percent: 12.5,
        frequency_hz: 2.3e9,
        cluster: 'package0',
      },
    ]);
  });

  test('have NULL for what the host does not tell, and never 0', () => {
    for (const value of NO_AMOUNTS) {
      expect(cpuRows(ORIGIN, [core({ usagePercent: value, frequencyHz: value })])).toMatchObject([
        { usage_percent: null, frequency_hz: null },
      ]);
    }
    expect(cpuRows(ORIGIN, [core({ frequencyHz: 0, cluster: ' ' })])).toMatchObject([
      { frequency_hz: null, cluster: null },
    ]);
  });

  test('keep an idle core at 0 and a busy one at 100', () => {
    const rows = cpuRows(ORIGIN, [core({ usagePercent: 0 }), core({ usagePercent: 100.0001 })]);
    expect(rows.map((row) => row.usage_percent)).toEqual([0, 100]);
  });

  test('leave out a core without a number', () => {
    expect(cpuRows(ORIGIN, [core({ core: Number.NaN }), core({ core: -1 })])).toEqual([]);
  });

  test('give each cluster the mean clock rate of its cores that tell theirs', () => {
    const rows = clusterRows(ORIGIN, [
      core({ core: 0, frequencyHz: 1e9 }),
      core({ core: 1, frequencyHz: 3e9 }),
      core({ core: 2, frequencyHz: null }),
      core({ core: 3, cluster: 'package1', frequencyHz: 0 }),
    ]);
    expect(rows.map((row) => [row.cluster, row.frequency_hz])).toEqual([
      ['package0', 2e9],
      ['package1', null],
    ]);
  });

  test('make no cluster where the host tells none', () => {
    expect(clusterRows(ORIGIN, [core({ cluster: null }), core({ cluster: '' })])).toEqual([]);
    expect(clusterRows(ORIGIN, [])).toEqual([]);
  });
});

describe('the row of memory', () => {
  test('adds up', () => {
    expect(memoryRows(ORIGIN, { totalBytes: 1_000, availableBytes: 250 })).toMatchObject([
      { total_bytes: 1_000, used_bytes: 750, available_bytes: 250, usage_percent: 75 },
    ]);
  });

  test('is absent when nothing is known', () => {
    for (const total of [...NO_AMOUNTS, 0]) {
      expect(memoryRows(ORIGIN, { totalBytes: total, availableBytes: null })).toEqual([]);
    }
    expect(memoryRows(ORIGIN, { totalBytes: 0, availableBytes: 0 })).toEqual([]);
  });

  test('tells what is known when the rest is not', () => {
    for (const value of NO_AMOUNTS) {
      const unknown = { used_bytes: null, usage_percent: null };
      expect(memoryRows(ORIGIN, { totalBytes: 1_000, availableBytes: value })).toMatchObject([
        { total_bytes: 1_000, available_bytes: null, ...unknown },
      ]);
      expect(memoryRows(ORIGIN, { totalBytes: value, availableBytes: 10 })).toMatchObject([
        { total_bytes: null, available_bytes: 10, ...unknown },
      ]);
    }
  });

  test('never has less than nothing in use', () => {
    expect(memoryRows(ORIGIN, { totalBytes: 100, availableBytes: 150 })).toMatchObject([
      { total_bytes: 100, used_bytes: 0, available_bytes: 100, usage_percent: 0 },
    ]);
  });
});

describe('the rows of disks', () => {
  const disk = (fields: Partial<DiskReading> = {}): DiskReading => ({
    mountPoint: '/',
    device: '/dev/vda',
    totalBytes: 1_000,
    availableBytes: 0,
    ...fields,
  });

  test('name mount point and device, and the mount point again where there is no device', () => {
    const rows = diskRows(ORIGIN, [disk(), disk({ mountPoint: '/mnt/größe 漢', device: null })]);
    expect(rows.map((row) => [row.mount_point, row.device_name, row.usage_percent])).toEqual([
      ['/', '/dev/vda', 100],
      ['/mnt/größe 漢', '/mnt/größe 漢', 100],
    ]);
  });

  test('leave out a file system without a size or a name', () => {
    const without = [disk({ totalBytes: 0 }), disk({ mountPoint: '' })];
    expect(diskRows(ORIGIN, without)).toEqual([]);
  });

  test('keep sizes beyond 2^53 as whole numbers of 64 bits', () => {
    const [row] = diskRows(ORIGIN, [disk({ totalBytes: 2 ** 60, availableBytes: 2 ** 59 })]);
    expect(row).toMatchObject({ total_bytes: 2n ** 60n, used_bytes: 2n ** 59n, usage_percent: 50 });
    const [vast] = diskRows(ORIGIN, [disk({ totalBytes: 2 ** 70 })]);
    expect(vast).toMatchObject({ total_bytes: null, available_bytes: 0 });
  });

  test('round to whole bytes', () => {
    const [row] = diskRows(ORIGIN, [disk({ totalBytes: 10.6, availableBytes: 0.4 })]);
    expect(row).toMatchObject({ total_bytes: 11, used_bytes: 10, available_bytes: 0 });
  });
});

describe('the rows of processes', () => {
  const running = (fields: Partial<ProcessReading> = {}): ProcessReading => ({
    pid: 1,
    name: 'init',
    cpuPercent: 0,
    residentBytes: 4_096,
    status: 'sleeping',
    startTime: '2026-01-01T00:00:00.000Z',
    ...fields,
  });

  test('are the busiest, by CPU, then memory, then number', () => {
    const all = [
      running({ pid: 1, cpuPercent: null, residentBytes: 9e9 }),
      running({ pid: 2, cpuPercent: 5 }),
      running({ pid: 3, cpuPercent: 250 }),
      running({ pid: 5, cpuPercent: 0, residentBytes: 7 }),
      running({ pid: 4, cpuPercent: 0, residentBytes: 7 }),
      running({ pid: 6, cpuPercent: 0, residentBytes: null }),
    ];
    const pids = (limit: number) => processRows(ORIGIN, all, limit).map((row) => row.pid);
    expect(pids(3)).toEqual([3, 2, 4]);
    expect(pids(0)).toEqual([3, 2, 4, 5, 6, 1]);
    expect(pids(100)).toHaveLength(6);
  });

  test('take every number and name that a host may have', () => {
    const rows = processRows(
      ORIGIN,
      [
        running({ pid: 4_294_967_295, name: 'a\u0000b' }),
        running({ pid: 0, name: ' \u0000 ', status: '', startTime: null }),
        running({ pid: Number.NaN }),
        running({ pid: -1 }),
      ],
      0,
    );
    expect(rows.map((row) => [row.pid, row.name, row.status])).toEqual([
      [0, null, null],
      [4_294_967_295, 'ab', 'sleeping'],
    ]);
  });

  test('have NULL for amounts that are none', () => {
    for (const value of NO_AMOUNTS) {
      const [row] = processRows(ORIGIN, [running({ cpuPercent: value, residentBytes: value })], 0);
      expect(row).toMatchObject({ cpu_usage: null, memory_usage: null });
    }
  });
});

describe('the rows of interfaces', () => {
  const eth0: InterfaceReading = {
    index: 2,
    name: 'eth0',
    alias: null,
    mac: '02:fc:00:00:00:0a',
    addresses: ['fe80::1%eth0', '192.0.2.1', '192.0.2.1', 'nonsense'],
    speedBitsPerSecond: 1e10,
    adminStatus: 1,
    operStatus: 1,
    details: { mtu: 1_500 },
  };

  test('have clean addresses', () => {
    expect(interfaceRows(ORIGIN, [eth0])).toMatchObject([
      {
        device_id: 'east:192.0.2.1',
        device_ip: '192.0.2.1',
        if_index: 2,
        if_name: 'eth0',
        if_speed: 1e10,
        if_phys_address: '02:FC:00:00:00:0A',
        ip_addresses: ['192.0.2.1', 'fe80::1'],
        metadata: { mtu: 1_500 },
      },
    ]);
  });

  test('have NULL for a speed or an address that the host does not know', () => {
    for (const speed of [...NO_AMOUNTS, 0]) {
      const mac = '00:00:00:00:00:00';
      const rows = interfaceRows(ORIGIN, [{ ...eth0, speedBitsPerSecond: speed, mac }]);
      expect(rows).toMatchObject([{ if_speed: null, if_phys_address: null }]);
    }
  });

  test('leave out one without a number', () => {
    expect(
      interfaceRows(ORIGIN, [
        { ...eth0, index: 0 },
        { ...eth0, index: Number.NaN },
      ]),
    ).toEqual([]);
  });

  test('are due when new or changed, all of them every five minutes, and again after a loss', () => {
    const filter = createChangeFilter();
    const lo = { ...eth0, index: 1, name: 'lo' };
    const minute = 60_000;
    const due = (when: number, ...readings: readonly InterfaceReading[]) => {
      const origin = { ...ORIGIN, timestamp: ORIGIN.timestamp + when };
      return filter.take(interfaceRows(origin, readings), when).map((row) => row.if_name);
    };
    expect(due(0, lo, eth0)).toEqual(['lo', 'eth0']);
    expect(due(minute, lo, eth0)).toEqual([]);
    expect(due(2 * minute, lo, { ...eth0, operStatus: 2 })).toEqual(['eth0']);
    expect(due(3 * minute, lo)).toEqual([]);
    expect(due(4 * minute, lo, eth0)).toEqual(['eth0']);
    expect(due(5 * minute, lo, eth0)).toEqual(['lo', 'eth0']);
    expect(due(6 * minute, lo, eth0)).toEqual([]);
    filter.forget();
    expect(due(7 * minute, lo, eth0)).toEqual(['lo', 'eth0']);
  });
});

describe('what the host says of itself', () => {
  const facts = {
    hostname: 'alpha',
    os: 'Debian GNU/Linux',
    osVersion: '12 (bookworm)',
    kernel: '6.1.0',
    architecture: 'x64',
    cores: 4,
    mac: '02:FC:00:00:00:0A',
    version: '0.1.0',
  };

  test('is one observation of a device that is there', () => {
    expect(hostObservation(ORIGIN, facts)).toEqual({
      observedAt: ORIGIN.timestamp,
      deviceId: 'east:192.0.2.1',
      partition: 'east',
      source: 'sysmon',
      agentId: 'agent-1',
      pollerId: 'poller-1',
      ip: '192.0.2.1',
      mac: '02:FC:00:00:00:0A',
      hostname: 'alpha',
      available: true,
      metadata: {
        device_type: 'host',
        os: 'Debian GNU/Linux',
        os_version: '12 (bookworm)',
        kernel: '6.1.0',
        arch: 'x64',
        cpu_cores: '4',
        collector: 'radarstore',
        version: '0.1.0',
      },
    });
  });

  test('leaves out what it does not know', () => {
    const { metadata } = hostObservation(ORIGIN, { ...facts, os: null, kernel: ' ', cores: null });
    expect(Object.keys(metadata)).toEqual([
      'device_type',
      'os_version',
      'arch',
      'collector',
      'version',
    ]);
  });

  test('is due when it says something new, every minute, and again after a loss', () => {
    const schedule = createObservationSchedule();
    const due = (seconds: number, os = 'Debian') => {
      const origin = { ...ORIGIN, timestamp: ORIGIN.timestamp + seconds };
      return schedule.take(hostObservation(origin, { ...facts, os }), seconds * 1_000).length;
    };
    schedule.stored();
    expect([0, 10, 20, 30, 40, 50, 60, 70].map((second) => due(second))).toEqual([
      1, 0, 0, 0, 0, 0, 1, 0,
    ]);
    expect(due(80, 'Alpine')).toBe(1);
    expect(due(90, 'Alpine')).toBe(0);
    schedule.forget();
    expect(due(100, 'Alpine')).toBe(1);
  });

  test('is a service status with details as JSON', () => {
    const row = selfStatusRow(ORIGIN, { version: '0.1.0', uptimeSeconds: 61.7, residentBytes: 5 });
    expect(row).toMatchObject({
      service_name: 'radarstore',
      service_type: 'service-instance',
      available: true,
      message: 'radarstore 0.1.0 is running',
      partition: 'east',
    });
    expect(JSON.parse(row.details ?? '')).toMatchObject({
      version: '0.1.0',
      uptime_seconds: 62,
      rss_bytes: 5,
    });
  });
});
