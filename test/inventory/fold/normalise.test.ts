import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DeviceObservation } from '../../../src/catalogue/index.ts';
import { confidenceOf, normalise, observationRow } from '../../../src/inventory/index.ts';

const RAW: DeviceObservation = {
  observedAt: 1_800_000_000_000_000,
  deviceId: 'default:192.0.2.1',
  partition: 'default',
  source: 'snmp',
  agentId: 'agent-1',
  pollerId: 'poller-1',
  ip: '192.0.2.1',
  mac: '02-fc-00-00-00-0a',
  hostname: ' alpha ',
  available: false,
  metadata: { os: 'Débian' },
};
const normalised = (fields: Partial<DeviceObservation>) => normalise({ ...RAW, ...fields });

describe('a normalised observation', () => {
  test('has clean addresses and names, and NULL for blank ones', () => {
    expect(normalise(RAW)).toEqual({ ...RAW, mac: '02:FC:00:00:00:0A', hostname: 'alpha' });
    expect(normalised({ hostname: ' ', mac: '', ip: 'unknown' })).toMatchObject({
      hostname: null,
      mac: null,
      ip: null,
    });
    expect(normalised({ source: ' ' }).source).toBe('unknown');
    expect(normalised({ agentId: ' a ', pollerId: ' ' })).toMatchObject({
      agentId: 'a',
      pollerId: '',
    });
  });

  test.each([
    ['without an id', { deviceId: '', partition: 'east' }, 'east:192.0.2.1', 'east'],
    ['without id and partition', { deviceId: '', partition: ' ' }, 'default:192.0.2.1', 'default'],
    ['with an id that has no partition', { deviceId: 'alpha' }, 'default:192.0.2.1', 'default'],
    [
      'without a partition',
      { partition: '', deviceId: 'east:192.0.2.1' },
      'east:192.0.2.1',
      'east',
    ],
    ['of IPv6', { deviceId: '', ip: '2001:DB8::0:1' }, 'default:2001:db8::1', 'default'],
    [
      'of IPv6 with an id',
      { partition: '', deviceId: 'net:2001:db8::1' },
      'net:2001:db8::1',
      'net',
    ],
    ['without an address', { deviceId: 'alpha', ip: null, partition: '' }, 'alpha', 'default'],
  ])('%s names device and partition', (_, fields, deviceId, partition) => {
    expect(normalised(fields)).toMatchObject({ deviceId, partition });
  });

  test('of a host that reports itself finds it available, where it has an address', () => {
    expect(normalised({ source: 'self-reported' }).available).toBe(true);
    expect(normalised({ source: 'serviceradar' }).available).toBe(true);
    expect(normalised({ source: 'serviceradar', ip: null }).available).toBe(false);
    expect(normalised({ source: 'snmp' }).available).toBe(false);
  });

  test('has metadata that the database takes, without blank keys', () => {
    const { metadata } = normalised({ metadata: { ' a ': 'x\u0000', '\u0000': 'y', b: '\ud800' } });
    expect(metadata).toEqual({ a: 'x', b: '\ufffd' });
  });

  test('keeps flags that hide, and loses those that hide nothing', () => {
    const metadata = (map: { [key: string]: string }) => normalised({ metadata: map }).metadata;
    expect(metadata({ _deleted: 'true' })).toEqual({ _deleted: 'true' });
    expect(metadata({ _deleted: 'false', _merged_into: '' })).toEqual({});
    expect(metadata({ _merged_into: 'east:1' })).toEqual({ _merged_into: 'east:1' });
    expect(metadata({ _merged_into: RAW.deviceId })).toEqual({});
  });

  test('does not change when it is normalised again', () => {
    const text = fc.string({ unit: 'binary', maxLength: 8 });
    const observations = fc.record({
      observedAt: fc.constant(RAW.observedAt),
      deviceId: fc.oneof(text, fc.constant('east:192.0.2.1')),
      partition: text,
      source: fc.oneof(text, fc.constant('self-reported')),
      agentId: text,
      pollerId: text,
      ip: fc.option(fc.oneof(text, fc.ipV4(), fc.ipV6())),
      mac: fc.option(text),
      hostname: fc.option(text),
      available: fc.option(fc.boolean()),
      metadata: fc.dictionary(fc.oneof(text, fc.constantFrom('_deleted', '_merged_into')), text),
    });
    fc.assert(
      fc.property(observations, (raw) => {
        expect(normalise(normalise(raw))).toEqual(normalise(raw));
      }),
    );
  });
});

describe('the row of an observation', () => {
  test('has one key for one observation, whatever the order of its metadata', () => {
    const one = observationRow(normalised({ metadata: { a: '1', b: '2' } }));
    const same = observationRow(normalised({ metadata: { b: '2', a: '1' } }));
    expect(same).toEqual(one);
    expect(one.row_key).toHaveLength(16);
  });

  test('has another key for every other content', () => {
    const rows = [
      {},
      { agentId: 'agent-2' },
      { available: true },
      { hostname: 'beta' },
      { metadata: {} },
    ];
    const keys = rows.map((fields) => Buffer.from(observationRow(normalised(fields)).row_key));
    expect(new Set(keys.map((key) => key.toString('hex'))).size).toBe(rows.length);
  });
});

test('sources are trusted as the facts say, and an unknown one least', () => {
  expect(['manual', 'snmp', 'sysmon', 'sweep', 'rumour', 'constructor'].map(confidenceOf)).toEqual([
    10, 9, 6, 5, 1, 1,
  ]);
});
