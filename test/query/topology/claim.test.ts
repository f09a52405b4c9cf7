import { describe, expect, test } from 'vitest';
import {
  type Claims,
  claimsOf,
  type Evidence,
  identify,
} from '../../../src/query/readers/topology/claim.ts';
import { spellings } from '../../../src/query/readers/topology/report.ts';

/** Devices by what they have: `kind value` to their ids. */
const known =
  (held: { readonly [claim: string]: readonly string[] }) => (kind: Evidence, value: string) =>
    new Set(held[`${kind} ${value}`] ?? []);
const CLAIMS: Claims = { chassis_mac: 'M', management_address: 'A', system_name: 'n' };

describe('who a neighbour is', () => {
  test('is the one device with its chassis, its address or its name', () => {
    for (const claim of ['chassis_mac M', 'management_address A', 'system_name n']) {
      expect(identify(CLAIMS, known({ [claim]: ['d'] }))).toEqual({
        kind: 'device',
        deviceId: 'd',
        evidence: [claim.split(' ')[0]],
        disputed: [],
      });
    }
  });

  test('is decided by the strongest evidence, and what contradicts it is told', () => {
    const held = {
      'chassis_mac M': ['d'],
      'management_address A': ['other'],
      'system_name n': ['d'],
    };
    expect(identify(CLAIMS, known(held))).toEqual({
      kind: 'device',
      deviceId: 'd',
      evidence: ['chassis_mac', 'system_name'],
      disputed: ['management_address'],
    });
  });

  test('is narrowed down by weaker evidence, and never chosen among several that are left', () => {
    const shared = { 'chassis_mac M': ['c', 'b', 'a'], 'management_address A': ['b', 'c', 'x'] };
    expect(identify(CLAIMS, known(shared))).toEqual({ kind: 'ambiguous', candidates: ['b', 'c'] });
    expect(identify(CLAIMS, known({ ...shared, 'system_name n': ['c'] }))).toMatchObject({
      kind: 'device',
      deviceId: 'c',
      evidence: ['chassis_mac', 'management_address', 'system_name'],
    });
  });

  test('is unknown where no device has what is told, or nothing is told', () => {
    expect(identify(CLAIMS, known({}))).toEqual({ kind: 'unknown' });
    expect(identify({}, known({ 'system_name n': ['d'] }))).toEqual({ kind: 'unknown' });
  });
});

test('claims are told in any spelling, and what is no claim is none', () => {
  const told = {
    neighbor_chassis_id: '001b.5400.0001',
    neighbor_management_addr: '2001:DB8:0::1',
    neighbor_ip_address: null,
    neighbor_system_name: ' Edge-1 ',
  };
  expect(claimsOf(told)).toEqual({
    chassis_mac: '00:1B:54:00:00:01',
    management_address: '2001:db8::1',
    system_name: 'edge-1',
  });
  expect(
    claimsOf({
      ...told,
      neighbor_chassis_id: 'slot 1',
      neighbor_management_addr: 'n/a',
      neighbor_system_name: '',
    }),
  ).toEqual({});
});

test('a MAC address is looked for in each of its spellings', () => {
  expect(spellings('00:1B:54:AA:BB:CC')).toEqual([
    '001b54aabbcc',
    '00:1b:54:aa:bb:cc',
    '00-1b-54-aa-bb-cc',
    '001b.54aa.bbcc',
  ]);
  expect(spellings('no mac')).toEqual([]);
});
