import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CapabilityEvent } from '../../../src/catalogue/index.ts';
import { sql } from '../../../src/database/index.ts';
import { recordCapabilities } from '../../../src/inventory/index.ts';
import { writtenDatabase } from '../../ingest/writer/writing.ts';

const NOW = Date.now() * 1_000;
const MINUTE = 60_000_000;

const at = writtenDatabase('postgres');

const record = (...events: readonly CapabilityEvent[]) =>
  recordCapabilities(at.writer, events, { now: NOW, receiver: 'test' });

interface Latest {
  readonly service_id: string;
  readonly state: string;
  readonly last_checked: number;
  readonly last_success: number | null;
  readonly last_failure: number | null;
  readonly failure_reason: string | null;
}

const latestOf = (deviceId: string) =>
  at.db.database.query<Latest>(
    'test.latest',
    sql`select service_id, state, last_checked, last_success, last_failure, failure_reason
          from radar.device_capability_registry where device_id = ${deviceId} order by service_id`,
  );

async function auditOf(deviceId: string): Promise<number> {
  const rows = await at.db.database.query(
    'test.audit',
    sql`select event_id from radar.device_capabilities where device_id = ${deviceId}`,
  );
  return rows.length;
}

const check = (
  device: string,
  minutesAgo: number,
  more: CapabilityEvent = {},
): CapabilityEvent => ({
  device_id: device,
  capability: 'snmp',
  last_checked: NOW - minutesAgo * MINUTE,
  ...more,
});

describe('recorded checks', () => {
  test('are each in the audit, and the newest of a key is its state: the second one works', async () => {
    await record(check('a', 3, { state: 'ok' }));
    await record(check('a', 1, { state: 'failed', failure_reason: 'timeout' }));
    await record(check('a', 2, { state: 'ok' }), check('a', 2, { state: 'ok', service_id: 'x' }));
    expect(await auditOf('a')).toBe(4);
    expect(await latestOf('a')).toMatchObject([
      {
        service_id: '',
        state: 'failed',
        last_checked: NOW - MINUTE,
        last_success: NOW - 2 * MINUTE,
        last_failure: NOW - MINUTE,
        failure_reason: 'timeout',
      },
      { service_id: 'x', state: 'ok' },
    ]);
  });

  test('keep the last failure through a success', async () => {
    await record(check('b', 2, { state: 'failed' }));
    await record(check('b', 1, { state: 'ok' }));
    expect(await latestOf('b')).toMatchObject([
      { state: 'ok', failure_reason: null, last_failure: NOW - 2 * MINUTE },
    ]);
  });

  test('are one when they come twice', async () => {
    const same = check('c', 1, { state: 'ok' });
    expect(await record(same)).toMatchObject({ stored: 1 });
    expect(await record(same, same)).toMatchObject({ stored: 0, duplicate: 2 });
    expect(await auditOf('c')).toBe(1);
  });

  test('without device or capability are refused alone', async () => {
    const told = await record(check(' ', 1), check('d', 1), check('d', 1, { capability: ' ' }));
    expect(told).toMatchObject({ stored: 1 });
    expect(told?.refused.map(({ index, field }) => [index, field])).toEqual([
      [0, 'device_id'],
      [2, 'capability'],
    ]);
  });

  test('give one state in every order and batching, which no older check changes', async () => {
    const one = fc.record({
      minutes: fc.integer({ min: 1, max: 6 }),
      state: fc.constantFrom('ok', 'failed', 'degraded'),
      service_id: fc.constantFrom('', 'x'),
    });
    const histories = fc.uniqueArray(one, {
      minLength: 1,
      maxLength: 8,
      selector: ({ minutes, service_id }) => `${minutes} ${service_id}`,
    });
    let run = 0;
    await fc.assert(
      fc.asyncProperty(histories, fc.integer({ min: 1, max: 4 }), async (history, size) => {
        const device = `history-${run++}`;
        const events = history.map(({ minutes, ...more }) => check(device, minutes, more));
        for (let from = 0; from < events.length; from += size) {
          await record(...events.slice(from, from + size));
        }
        expect(await latestOf(device)).toMatchObject(expected(history));
        expect(await auditOf(device)).toBe(history.length);
      }),
      { numRuns: 25 },
    );
  });
});

interface Told {
  readonly minutes: number;
  readonly state: string;
  readonly service_id: string;
}

function expected(history: readonly Told[]) {
  const services = [...new Set(history.map((one) => one.service_id))].sort();
  return services.map((service) => {
    const own = history.filter((one) => one.service_id === service);
    const newest = own.reduce((a, b) => (b.minutes < a.minutes ? b : a));
    const last = (state: string) => {
      const times = own.filter((one) => one.state === state).map((one) => one.minutes);
      return times.length === 0 ? null : NOW - Math.min(...times) * MINUTE;
    };
    return {
      service_id: service,
      state: newest.state,
      last_checked: NOW - newest.minutes * MINUTE,
      last_success: last('ok'),
      last_failure: last('failed'),
    };
  });
}
