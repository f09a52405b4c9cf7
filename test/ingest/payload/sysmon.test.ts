import { describe, expect, test } from 'vitest';
import { formatInstant, MICROS_PER_SECOND } from '../../../src/core/index.ts';
import { rowsOfPayload } from '../../../src/ingest/payload/index.ts';
import { CONTEXT, RECEIVED, SAMPLES } from './samples.ts';

const HOST = { host_ip: '192.0.2.10', host_id: 'web-1', timestamp: formatInstant(RECEIVED) };
const read = (status: object, more: object = {}) =>
  rowsOfPayload('sysmon', { available: true, status: { ...HOST, ...status }, ...more }, CONTEXT);

describe('a sysmon payload', () => {
  test('becomes rows of all its samples, with the ids of host and reporter', () => {
    const { rows, refused, skipped } = rowsOfPayload('sysmon', SAMPLES.sysmon, CONTEXT);
    const sample = {
      timestamp: RECEIVED - 5_000_000,
      poller_id: 'poller-1',
      agent_id: 'agent-1',
      host_id: 'web-1',
      device_id: 'east:192.0.2.10',
      partition: 'east',
    };
    expect(refused).toEqual([]);
    expect(skipped).toEqual([]);
    const { device_capabilities: _checks, ...samples } = rows;
    expect(samples).toEqual({
      cpu_metrics: [
        {
          ...sample,
          core_id: 0,
          usage_percent: 12.5,
          frequency_hz: 2.4e9,
          label: 'P0',
          cluster: 'P',
        },
        {
          ...sample,
          core_id: 1,
          usage_percent: 50,
          frequency_hz: null,
          label: null,
          cluster: null,
        },
      ],
      cpu_cluster_metrics: [{ ...sample, cluster: 'P', frequency_hz: 2.4e9 }],
      disk_metrics: [
        {
          ...sample,
          mount_point: '/',
          device_name: '/',
          total_bytes: 1_000,
          used_bytes: 400,
          available_bytes: 600,
          usage_percent: 40,
        },
      ],
      memory_metrics: [
        {
          ...sample,
          total_bytes: 2_048,
          used_bytes: 1_024,
          available_bytes: 1_024,
          usage_percent: 50,
        },
      ],
      process_metrics: [
        {
          ...sample,
          pid: 42,
          name: 'radarstore',
          cpu_usage: 1.5,
          memory_usage: 65_536,
          status: 'Running',
          start_time: null,
        },
      ],
    });
  });

  test('tells the inventory of its host, which is there', () => {
    expect(rowsOfPayload('sysmon', SAMPLES.sysmon, CONTEXT).observations).toEqual([
      {
        observedAt: RECEIVED - 5_000_000,
        deviceId: 'east:192.0.2.10',
        partition: 'east',
        source: 'sysmon',
        agentId: 'agent-1',
        pollerId: 'poller-1',
        ip: '192.0.2.10',
        mac: null,
        hostname: 'web-1',
        available: true,
        metadata: { device_type: 'host' },
      },
    ]);
    expect(read({ host_ip: 'unknown', cpus: [{ core_id: 0 }] }).observations).toEqual([]);
    expect(read({}).observations).toEqual([]);
  });

  test('without an address of the host is refused, because no device could be named', () => {
    for (const [host_ip, reason] of [
      [' ', 'missing_value'],
      [undefined, 'missing_value'],
      ['unknown', 'bad_value'],
      ['web-1', 'bad_value'],
    ] as const) {
      const { rows, refused } = read({ host_ip, cpus: [{ core_id: 0 }] });
      expect(rows).toEqual({});
      expect(refused).toMatchObject([{ path: 'status.host_ip', reason, dataset: 'cpu_metrics' }]);
    }
  });

  test('keeps its own time up to ten minutes off, and takes that of receipt beyond', () => {
    const timeOf = (timestamp: unknown) =>
      read({ timestamp, cpus: [{ core_id: 0 }] }).rows.cpu_metrics?.[0]?.timestamp;
    const tenMinutes = 600 * MICROS_PER_SECOND;
    for (const kept of [RECEIVED - tenMinutes, RECEIVED + tenMinutes]) {
      expect(timeOf(formatInstant(kept))).toBe(kept);
    }
    for (const off of [RECEIVED - tenMinutes - 1, RECEIVED + tenMinutes + 1]) {
      expect(timeOf(formatInstant(off))).toBe(RECEIVED);
    }
    for (const none of [
      undefined,
      '',
      'yesterday',
      '0001-01-01T00:00:00Z',
      '9999-01-01T00:00:00Z',
    ]) {
      expect(timeOf(none)).toBe(RECEIVED);
    }
  });

  test('of processes alone has a time and ids', () => {
    const { rows } = read({
      processes: [{ pid: 1, name: 'init', start_time: '2026-01-01T00:00:00Z' }],
    });
    expect(rows.process_metrics).toMatchObject([
      { timestamp: RECEIVED, device_id: 'east:192.0.2.10', start_time: '2026-01-01T00:00:00Z' },
    ]);
  });

  test('that is unavailable or empty makes no rows, and says so', () => {
    const unavailable = { available: false, status: { ...HOST, cpus: [{ core_id: 0 }] } };
    expect(rowsOfPayload('sysmon', unavailable, CONTEXT)).toMatchObject({
      rows: {},
      refused: [],
      skipped: [{ path: '', reason: 'unavailable' }],
    });
    expect(read({ cpus: [], disks: null }).skipped).toEqual([{ path: '', reason: 'nothing_told' }]);
    expect(rowsOfPayload('sysmon', {}, CONTEXT).skipped).toHaveLength(1);
  });

  test('of memory without a number makes no row', () => {
    const { rows, skipped } = read({ memory: { used_bytes: 0, total_bytes: 0 } });
    expect(rows.memory_metrics).toBeUndefined();
    expect(skipped).toEqual([{ path: 'status.memory', reason: 'nothing_told' }]);
  });

  test('never fabricates a number: a disk of no size has no share, a full one nothing left', () => {
    const { rows } = read({
      disks: [
        { mount_point: '/none', used_bytes: 0, total_bytes: 0 },
        { mount_point: '/full', used_bytes: 12, total_bytes: 10 },
        { mount_point: '/half-told', total_bytes: 10 },
      ],
    });
    expect(rows.disk_metrics).toMatchObject([
      { total_bytes: 0, used_bytes: 0, available_bytes: 0, usage_percent: null },
      { total_bytes: 10, used_bytes: 12, available_bytes: 0, usage_percent: 100 },
      { total_bytes: 10, used_bytes: null, available_bytes: null, usage_percent: null },
    ]);
  });

  test('keeps sizes of 64 bits exact, and refuses those beyond what a column holds', () => {
    const exact = 2n ** 63n - 1n;
    const { rows, refused } = read({
      disks: [
        { mount_point: '/exact', total_bytes: exact, used_bytes: '9007199254740993' },
        { mount_point: '/beyond', total_bytes: 2n ** 63n, used_bytes: 1 },
        { mount_point: '/rounded', total_bytes: 2 ** 60, used_bytes: 1 },
      ],
    });
    expect(rows.disk_metrics).toMatchObject([
      {
        total_bytes: exact,
        used_bytes: 9_007_199_254_740_993n,
        available_bytes: exact - 9_007_199_254_740_993n,
      },
    ]);
    expect(refused.map(({ path, reason }) => [path, reason])).toEqual([
      ['status.disks[1].total_bytes', 'bad_value'],
      ['status.disks[2].total_bytes', 'bad_value'],
    ]);
  });

  test('that tells a mount point twice keeps the greater file system, in any order', () => {
    const disks = [
      { mount_point: '/mnt', total_bytes: 10, used_bytes: 5 },
      { mount_point: '/mnt', total_bytes: 20, used_bytes: 1 },
      { mount_point: '/mnt', total_bytes: 20, used_bytes: 1 },
    ];
    for (const order of [disks, [...disks].reverse()]) {
      const { rows, skipped } = read({ disks: order });
      expect(rows.disk_metrics).toMatchObject([{ total_bytes: 20, used_bytes: 1 }]);
      expect(skipped.map(({ reason }) => reason)).toEqual(['told_twice', 'told_twice']);
    }
  });

  test('refuses what is of the wrong type by its path, and keeps the rest', () => {
    const { rows, refused } = read({
      cpus: [
        { core_id: 0 },
        { core_id: 'first' },
        { core_id: 2, usage_percent: Number.NaN },
        7,
        {},
      ],
      disks: 'all of them',
      memory: { used_bytes: 1.5, total_bytes: 2 },
      processes: [{ pid: -1 }, { pid: 4_294_967_295 }],
    });
    expect(rows.cpu_metrics).toHaveLength(1);
    expect(rows.process_metrics).toMatchObject([{ pid: 4_294_967_295 }]);
    expect(refused.map(({ path, reason, message }) => [path, reason, message])).toEqual([
      [
        'status.cpus[1].core_id',
        'bad_value',
        'status.cpus[1].core_id is of type string, not a whole number',
      ],
      [
        'status.cpus[2].usage_percent',
        'not_finite',
        'status.cpus[2].usage_percent is not a finite number',
      ],
      ['status.cpus[3]', 'bad_value', 'status.cpus[3] is 7, not an object'],
      ['status.cpus[4].core_id', 'missing_value', 'core_id has no value'],
      ['status.disks', 'bad_value', 'status.disks is of type string, not a list'],
      [
        'status.memory.used_bytes',
        'bad_value',
        'status.memory.used_bytes is 1.5, not a whole number',
      ],
      ['status.processes[0].pid', 'bad_value', 'pid is -1, not from 0 to 4294967295'],
    ]);
  });
});
