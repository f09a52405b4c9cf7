import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ExactJson } from '../../../src/core/index.ts';
import { observationReader, RecordFault } from '../../../src/ingest/index.ts';

const RECEIVED = 1_773_140_400_000_000;
const read = observationReader({ receivedAt: RECEIVED });

/** Why an observation is refused; undefined when it is not. */
function refusal(value: ExactJson): RecordFault | undefined {
  try {
    read(value);
    return undefined;
  } catch (fault) {
    if (fault instanceof RecordFault) return fault;
    throw fault;
  }
}

describe('an observation', () => {
  test('becomes a row by the names of its columns, with the time of the receipt', () => {
    const given = {
      ip: '2001:db8::5',
      source: 'snmp',
      mac: '001b.21aa.bb01',
      is_available: false,
      confidence: 9,
      hostname: null,
      metadata: { rack: '7' },
    };
    expect(read(given)).toEqual({
      observed_at: RECEIVED,
      ip: '2001:db8::5',
      discovery_source: 'snmp',
      mac: '001b.21aa.bb01',
      available: false,
      metadata: { rack: '7' },
    });
  });

  test('of a component has the id, partition and kind of a component', () => {
    expect(read({ service_type: 'checker', service_id: 'snmp@a/1', partition: 'east' })).toEqual({
      observed_at: RECEIVED,
      device_id: 'serviceradar:checker:snmp@a/1',
      partition: 'serviceradar',
      discovery_source: 'serviceradar',
      metadata: { component_type: 'checker', checker_id: 'snmp@a/1' },
    });
  });

  test.each<[string, ExactJson, string, string | null, string]>([
    ['nothing', {}, 'missing_value', null, 'nothing names the device'],
    ['blanks', { ip: ' ', device_id: '' }, 'missing_value', null, 'nothing names the device'],
    ['no address', { ip: '10.0.0.256' }, 'bad_value', 'ip', '"10.0.0.256", which is no IP address'],
    ['a typing error', { hostnmae: 'x' }, 'unknown_field', 'hostnmae', 'did you mean "hostname"?'],
    ['a list', [1], 'not_json', null, 'not an object'],
    [
      'a word for a truth',
      { ip: '10.0.0.1', is_available: 'ja' },
      'bad_value',
      'is_available',
      'ja',
    ],
  ])('that says %s is refused with the field and why', (_what, value, reason, field, message) => {
    expect(refusal(value)).toMatchObject({
      reason,
      field,
      message: expect.stringContaining(message),
    });
  });

  test('under an id of its own may lack an address, or have one that is none', () => {
    expect(refusal({ device_id: 'router-7' })).toBeUndefined();
    expect(refusal({ device_id: 'router-7', ip: 'unknown' })).toBeUndefined();
  });

  test('of whatever JSON is a row, or refused as a record', () => {
    const field = fc.constantFrom(
      'ip',
      'device_id',
      'mac',
      'metadata',
      'timestamp',
      'service_type',
    );
    fc.assert(
      fc.property(fc.dictionary(field, fc.jsonValue()), (value) => {
        const fault = refusal(value as ExactJson);
        if (fault === undefined) expect(read(value as ExactJson)).toHaveProperty('observed_at');
        else expect(fault.message).not.toBe('');
      }),
    );
  });
});
