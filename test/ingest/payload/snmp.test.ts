import { describe, expect, test } from 'vitest';
import { formatInstant } from '../../../src/core/index.ts';
import { rowsOfPayload } from '../../../src/ingest/payload/index.ts';
import { readMetricName } from '../../../src/ingest/payload/snmp-name.ts';
import { CONTEXT, RECEIVED, SAMPLES } from './samples.ts';

const UPDATED = RECEIVED - 30_000_000;

const read = (oids: object, target: object = {}) =>
  rowsOfPayload(
    'snmp',
    { switch: { available: true, host_ip: '192.0.2.20', oid_status: oids, ...target } },
    CONTEXT,
  );
const status = (last_value: unknown, more: object = {}) => ({
  last_value,
  last_update: formatInstant(UPDATED),
  ...more,
});
const rowsOf = (oids: object) => read(oids).rows.timeseries_metrics ?? [];

describe('an SNMP payload', () => {
  test('becomes a row per OID, at the time of its own update', () => {
    const { rows, refused, skipped } = rowsOfPayload('snmp', SAMPLES.snmp, CONTEXT);
    const series = {
      timestamp: RECEIVED - 5_000_000,
      poller_id: 'poller-1',
      agent_id: 'agent-1',
      metric_type: 'snmp',
      device_id: 'east:192.0.2.20',
      partition: 'east',
      target_device_ip: '192.0.2.20',
      scale: 1,
      is_delta: false,
      row_key: expect.any(Uint8Array),
    };
    const updated = formatInstant(RECEIVED - 5_000_000);
    expect(rows.timeseries_metrics).toEqual([
      {
        ...series,
        metric_name: 'ifInOctets',
        if_index: 4,
        value: 12.34,
        metadata: { original_oid_config_name: 'ifInOctets_4', oid_last_update_timestamp: updated },
      },
      {
        ...series,
        metric_name: 'sysDescr',
        if_index: null,
        value: null,
        metadata: {
          original_oid_config_name: 'sysDescr',
          oid_last_update_timestamp: updated,
          last_value: 'a switch',
        },
      },
    ]);
    expect([refused, skipped]).toEqual([[], []]);
  });

  test.each([
    ['ifInOctets_4', 'ifInOctets', 4],
    ['ifInOctets.7', 'ifInOctets', 7],
    ['foo_bar', 'foo_bar', null],
    ['a_b.5', 'a_b.5', null],
    ['x_99999999999', 'x_99999999999', null],
    ['.1.3.6.1.2.1.1.3.0', '.1.3.6.1.2.1.1.3', 0],
    ['x_2147483647', 'x', 2_147_483_647],
    ['x_2147483648', 'x_2147483648', null],
    ['sysUpTime', 'sysUpTime', null],
    ['_4', '_4', null],
    ['a_', 'a_', null],
    ['', '', null],
  ])('reads the configured name %s as %s of interface %s', (configured, name, ifIndex) => {
    expect(readMetricName(configured)).toEqual({ name, ifIndex });
  });

  test('tells no number where there is none, and keeps what was told instead', () => {
    const values = [' 42.5 ', 'up', '', true, null, { a: 1 }, 'NaN', 'Infinity', '1e999', '0x10'];
    const rows = rowsOf(Object.fromEntries(values.map((value, i) => [`oid${i}x`, status(value)])));
    const told = rows.map(({ value, metadata }) => [
      value,
      (metadata as { last_value?: unknown }).last_value,
    ]);
    expect(told).toEqual([
      [42.5, undefined],
      [null, 'up'],
      [null, undefined],
      [null, true],
      [null, undefined],
      [null, { a: 1 }],
      [null, 'NaN'],
      [null, 'Infinity'],
      [null, '1e999'],
      [null, '0x10'],
    ]);
  });

  test('keeps counters of 64 bits exact beside their rounded value', () => {
    const most = 2n ** 64n - 1n;
    const rows = rowsOf({ a: status(most), b: status('9007199254740993'), c: status(2n ** 60n) });
    expect(
      rows.map(({ value, metadata }) => [
        value,
        (metadata as { exact_value?: string }).exact_value,
      ]),
    ).toEqual([
      [2 ** 64, '18446744073709551615'],
      [2 ** 53, '9007199254740993'],
      [2 ** 60, undefined],
    ]);
  });

  test('without a time of its own takes that of receipt; without any value it is no row', () => {
    const { rows, skipped } = read({
      a: { last_value: 1 },
      b: { last_value: 1, last_update: '0001-01-01T00:00:00Z' },
      c: { last_value: null, last_update: '0001-01-01T00:00:00Z' },
    });
    expect(rows.timeseries_metrics?.map((row) => row.timestamp)).toEqual([RECEIVED, RECEIVED]);
    expect(skipped).toEqual([{ path: 'switch.oid_status.c', reason: 'nothing_told' }]);
  });

  test('that polls an unchanged value again makes the same row again', () => {
    const poll = (receivedAt: number, last_poll: string) =>
      rowsOfPayload(
        'snmp',
        {
          switch: {
            available: true,
            host_ip: '192.0.2.20',
            last_poll,
            oid_status: { a: status(1) },
          },
        },
        { ...CONTEXT, receivedAt },
      ).rows.timeseries_metrics;
    expect(poll(RECEIVED + 9_000_000, 'later')).toEqual(poll(RECEIVED, 'now'));
  });

  test('keeps interfaces apart by their key', () => {
    const [a, b] = rowsOf({ ifInOctets_1: status(1), ifInOctets_2: status(1) });
    expect(a?.row_key).not.toEqual(b?.row_key);
  });

  test('tells errors in the metadata, only where there were any', () => {
    const [quiet, troubled] = rowsOf({
      a: status(1, { error_count: 0, last_error: '' }),
      b: status(1, { error_count: 3, last_error: 'timeout' }),
    });
    expect(quiet?.metadata).not.toHaveProperty('oid_error_count');
    expect(troubled?.metadata).toMatchObject({ oid_error_count: 3, oid_last_error: 'timeout' });
  });

  test('names the device by its target where no address is told', () => {
    const { rows } = read({ a: status(1) }, { host_ip: '' });
    expect(rows.timeseries_metrics).toMatchObject([
      { device_id: 'east:switch', target_device_ip: 'switch' },
    ]);
  });

  test('of an error or an unavailable target makes no rows, and says so', () => {
    for (const error of [{ message: 'no targets' }, { error: 'down' }]) {
      const { rows, refused, skipped } = rowsOfPayload('snmp', error, CONTEXT);
      expect([rows, refused, skipped]).toEqual([{}, [], [{ path: '', reason: 'unavailable' }]]);
    }
    const away = read({ a: status(1) }, { available: false });
    expect(away.rows.timeseries_metrics).toBeUndefined();
    expect(away.skipped).toEqual([{ path: 'switch', reason: 'unavailable' }]);
  });

  test('may have a target of the name "error"', () => {
    const target = { available: true, oid_status: { a: status(1) } };
    expect(rowsOfPayload('snmp', { error: target }, CONTEXT).rows.timeseries_metrics).toHaveLength(
      1,
    );
  });

  test('refuses one target or OID by its path, and keeps the others', () => {
    const { rows, refused } = rowsOfPayload(
      'snmp',
      {
        good: { available: true, oid_status: { a: status(1), b: 5 } },
        'bad one': [],
      },
      CONTEXT,
    );
    expect(rows.timeseries_metrics).toHaveLength(1);
    expect(refused.map(({ path }) => path)).toEqual(['good.oid_status.b', '["bad one"]']);
  });
});
