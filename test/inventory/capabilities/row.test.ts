import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CapabilityEvent, capabilityRow } from '../../../src/catalogue/index.ts';

const NOW = 1_773_144_000_000_000;
const EVENT: CapabilityEvent = { device_id: 'default:192.0.2.1', capability: 'snmp' };
const rowOf = (event: CapabilityEvent) => capabilityRow({ ...EVENT, ...event }, NOW);

describe('a check of a capability', () => {
  test('is filled in where it tells nothing', () => {
    expect(rowOf({})).toEqual({
      event_id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-/),
      device_id: 'default:192.0.2.1',
      service_id: null,
      service_type: null,
      capability: 'snmp',
      state: 'unknown',
      enabled: true,
      last_checked: NOW,
      last_success: null,
      last_failure: null,
      failure_reason: null,
      metadata: {},
      recorded_by: 'system',
    });
  });

  test('has its capability in lower case, and names without blanks', () => {
    const event = { device_id: ' d ', capability: ' SNMP ', service_id: ' s ', recorded_by: ' ' };
    expect(rowOf(event)).toMatchObject({
      device_id: 'd',
      capability: 'snmp',
      service_id: 's',
      recorded_by: 'system',
    });
  });

  test.each([{ device_id: ' ' }, { capability: '' }])(
    'without what it cannot do without has no value there, so that it is refused: %j',
    (event) => {
      const [name] = Object.keys(event) as ('device_id' | 'capability')[];
      expect(rowOf(event)[name ?? 'device_id']).toBeUndefined();
    },
  );

  test('that succeeded was a success at that time, and one that failed a failure with a reason', () => {
    expect(rowOf({ state: 'ok', last_checked: 5 })).toMatchObject({
      last_success: 5,
      last_failure: null,
      failure_reason: null,
    });
    expect(rowOf({ state: 'failed', last_checked: 5 })).toMatchObject({
      last_success: null,
      last_failure: 5,
      failure_reason: 'unavailable',
    });
    expect(rowOf({ state: 'failed', failure_reason: 'timeout', last_success: 3 })).toMatchObject({
      last_success: 3,
      failure_reason: 'timeout',
    });
  });

  test('knows of no success or failure after it', () => {
    expect(rowOf({ last_checked: 5, last_success: 9, last_failure: 7 })).toMatchObject({
      last_success: 5,
      last_failure: 5,
    });
  });

  test('with a state of another word counts as unknown, and keeps the word', () => {
    expect(rowOf({ state: ' Degraded ' })).toMatchObject({ state: 'degraded', metadata: {} });
    expect(rowOf({ state: 'Flaky', metadata: { a: 1 } })).toMatchObject({
      state: 'unknown',
      metadata: { a: 1, reported_state: 'flaky' },
    });
  });

  test('has the id that was told, or one that follows from all that was', () => {
    expect(rowOf({ event_id: 'mine' }).event_id).toBe('mine');
    expect(rowOf({ state: 'ok' }).event_id).toBe(rowOf({ state: 'ok' }).event_id);
    const others = [
      rowOf({}),
      rowOf({ state: 'ok' }),
      rowOf({ service_id: 's' }),
      rowOf({ last_checked: NOW - 1 }),
      rowOf({ metadata: { a: 1 } }),
    ];
    expect(new Set(others.map((row) => row.event_id)).size).toBe(others.length);
  });

  test('stays as it is when it is completed again', () => {
    const text = fc.constantFrom(undefined, null, '', ' ', 'ok', 'FAILED', 'odd', 'a b');
    const time = fc.constantFrom(undefined, null, 0, NOW - 5, NOW + 5);
    const events = fc.record({
      device_id: text,
      capability: text,
      service_id: text,
      state: text,
      last_checked: fc.constantFrom(undefined, NOW - 9, NOW + 9),
      last_success: time,
      last_failure: time,
      failure_reason: text,
      metadata: fc.constantFrom(undefined, null, {}, { a: 1 }, 'text', [1]),
    });
    fc.assert(
      fc.property(events, (event) => {
        const once = capabilityRow(event as CapabilityEvent, NOW);
        expect(capabilityRow(once, NOW + 1)).toEqual(once);
      }),
    );
  });
});
