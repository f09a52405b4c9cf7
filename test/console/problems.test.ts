import { describe, expect, test } from 'vitest';
import { findProblems, type Knowledge } from '../../console/src/pages/overview/problems.ts';
import { engineTitle } from '../../console/src/pages/storage/engine.ts';
import {
  keptFor,
  retentionState,
  worstRetention,
} from '../../console/src/pages/storage/retention.ts';
import type { DiskGroup, SelfReport, StorageDataset } from '../../src/contract/index.ts';

const NOW = Date.UTC(2026, 10, 23, 14, 0, 0);
const ago = (seconds: number) => new Date(NOW - seconds * 1_000).toISOString();

const SELF: SelfReport = {
  version: '0.1.0',
  started_at: ago(60),
  now: ago(0),
  hostname: 'host',
  poller_id: 'p',
  agent_id: 'a',
  device_id: 'default:10.0.0.1',
  sample_seconds: 10,
};

const disk = (mount_point: string, usage_percent: number | null): DiskGroup['disks'][number] => ({
  mount_point,
  usage_percent,
  used_bytes: 1,
  total_bytes: 2,
  available_bytes: 1_024,
  timestamp: ago(0),
  device_id: 'default:10.0.0.1',
});

const find = (known: Partial<Knowledge>) =>
  findProblems({
    readiness: undefined,
    self: SELF,
    memory: undefined,
    disks: undefined,
    newestSample: undefined,
    devices: undefined,
    pollers: undefined,
    nowMs: NOW,
    ...known,
  });

describe('what is wrong', () => {
  test('is a poller that is silent, or that finds a service down; one that waits or was revoked is not', () => {
    const poller = (id: string, status: string, is_healthy: boolean) => ({
      id,
      status,
      is_healthy,
    });
    const well = [poller('a', 'active', true), poller('b', 'revoked', false)];
    expect(find({ pollers: well })).toEqual([]);
    expect(find({ pollers: [...well, poller('c', 'inactive', false)] })).toEqual([
      { condition: 'warn', sentence: 'The poller c is silent.', where: 'silent' },
    ]);
    const sick = ['c', 'd'].map((id) => poller(id, 'active', false));
    expect(find({ pollers: [...well, ...sick] })).toEqual([
      { condition: 'warn', sentence: '2 of 4 pollers find services down.', where: 'pollers' },
    ]);
  });

  test('is nothing while nothing is known to be wrong', () => {
    expect(find({})).toEqual([]);
    const check = { name: 'database', state: 'ok', message: 'The server answers.' } as const;
    expect(find({ readiness: { state: 'ok', checks: [check] }, newestSample: ago(12) })).toEqual(
      [],
    );
  });

  test('is what a check says, in its own words, the worst first', () => {
    const checks = [
      { name: 'queues', state: 'degraded', message: 'Rows wait.' },
      { name: 'database', state: 'failed', message: 'No answer.', hint: 'Start it.' },
    ] as const;
    expect(find({ readiness: { state: 'failed', checks: [...checks] } })).toMatchObject([
      { condition: 'fail', sentence: 'No answer.', hint: 'Start it.' },
      { condition: 'warn', sentence: 'Rows wait.' },
    ]);
  });

  test('is a disk that is nearly full, and one without a value is not', () => {
    const disks = {
      disks: [disk('/', 70), disk('/a', 85), disk('/b', 97), disk('/c', null)],
      timestamp: ago(0),
    };
    expect(find({ disks }).map(({ condition, sentence }) => `${condition}: ${sentence}`)).toEqual([
      'fail: /b is 97.0 % full; 1.00 KiB are free.',
      'warn: /a is 85.0 % full; 1.00 KiB are free.',
    ]);
  });

  test('is a sample that is overdue by several intervals', () => {
    expect(find({ newestSample: ago(39) })).toEqual([]);
    expect(find({ newestSample: ago(130) })[0]?.sentence).toBe(
      'The newest sample of this device is 2 min 10 s old; one is taken every 10 s.',
    );
  });

  test('is devices that are offline', () => {
    expect(find({ devices: { all: 12_001, offline: 1 } })).toMatchObject([
      { condition: 'warn', sentence: '1 of 12,001 devices is offline.', where: 'offline' },
    ]);
    expect(find({ devices: { all: 3, offline: 0 } })).toEqual([]);
  });
});

describe('retention', () => {
  const DAY = 86_400;
  const dataset = (declared: number | null, effective: number | null, oldest: string | null) =>
    ({
      kind: 'hypertable',
      oldest,
      retention: { declared_seconds: declared, effective_seconds: effective, enforced_by: null },
    }) as StorageDataset;

  test.each([
    ['kept for ever', null, null, 900 * DAY, 'Kept'],
    ['enforced, with its oldest row inside', 3 * DAY, 3.5 * DAY, 3.4 * DAY, 'Enforced'],
    ['overdue, with an older row than can be', 3 * DAY, 3.5 * DAY, 3.6 * DAY, 'Overdue'],
    ['not enforced, since nothing drops rows', 3 * DAY, null, DAY, 'Not enforced'],
  ])('is %s', (_, declared, effective, age, word) => {
    expect(retentionState(dataset(declared, effective, ago(age)), NOW).word).toBe(word);
  });

  test('of a view is that of what it is over', () => {
    const view = { ...dataset(null, null, null), kind: 'view' } as const;
    expect(retentionState(view, NOW).word).toBe('View');
    expect([keptFor('view', null), keptFor('table', null)]).toEqual(['–', 'for ever']);
  });

  test('of several is that of the worst, and how many are so', () => {
    const well = dataset(3 * DAY, 3.5 * DAY, null);
    const idle = dataset(3 * DAY, null, null);
    const late = dataset(3 * DAY, 3.5 * DAY, ago(4 * DAY));
    expect(worstRetention([well, well], NOW)).toBeUndefined();
    expect(worstRetention([well, idle, idle], NOW)).toMatchObject({
      word: 'Not enforced',
      count: 2,
    });
    expect(worstRetention([idle, late, well], NOW)).toMatchObject({ condition: 'fail', count: 1 });
  });

  test('of an empty dataset is as it is declared to be', () => {
    expect(retentionState(dataset(3 * DAY, 3.5 * DAY, null), NOW).word).toBe('Enforced');
  });
});

test('the engine is named with its edition', () => {
  const engine = { embedded: false, layout: 'hypertables', server_version: '17.12' } as const;
  expect(engineTitle({ ...engine, name: 'timescale-apache', timescaledb_version: '2.19.3' })).toBe(
    'PostgreSQL 17.12 with TimescaleDB 2.19.3 (Apache)',
  );
  expect(
    engineTitle({ ...engine, name: 'postgres', embedded: true, timescaledb_version: null }),
  ).toBe('PostgreSQL 17.12, embedded');
});
