import { isIP } from 'node:net';
import { describe, expect, test } from 'vitest';
import { findHostAddress, outsideAddress } from '../../src/ingest/host/address.ts';
import { expectRadarError } from '../support/expect-error.ts';

describe('the address of the host', () => {
  test('is the one that was given, in its one spelling', async () => {
    expect((await findHostAddress('192.0.2.77')).ip).toBe('192.0.2.77');
    expect((await findHostAddress('2001:DB8:0::7')).ip).toBe('2001:db8::7');
  });

  test('that was given and is none is a mistake of the operator', async () => {
    const fault = await expectRadarError(findHostAddress('router.example.org'), 'CONFIG_INVALID');
    expect(fault.message).toContain('"router.example.org"');
  });

  test('is found without being told', async () => {
    const { ip } = await findHostAddress(null);
    expect(isIP(ip)).not.toBe(0);
  });

  test('brings the MAC address of its interface, where that has one', async () => {
    expect((await findHostAddress('127.0.0.1')).mac).toBeNull();
    expect((await findHostAddress('192.0.2.254')).mac).toBeNull();
  });
});

describe('without a default route the address', () => {
  const address = (text: string, internal = false) => ({
    address: text,
    netmask: '255.255.255.0',
    mac: '02:00:00:00:00:01',
    internal,
    cidr: null,
    ...(text.includes(':') ? { family: 'IPv6' as const, scopeid: 0 } : { family: 'IPv4' as const }),
  });

  test.each([
    ['the first that leads outside', ['127.0.0.1!', '10.0.0.5', '10.0.0.6'], '10.0.0.5'],
    ['IPv4 before IPv6', ['fd00::2', '10.0.0.5'], '10.0.0.5'],
    ['IPv6 where there is no other', ['fe80::1', '169.254.0.1', 'fd00::2'], 'fd00::2'],
    ['none where nothing leads outside', ['127.0.0.1!', '::1!', 'fe80::1'], null],
    ['none without interfaces', [], null],
  ])('is %s', (_, list, expected) => {
    const interfaces = list.map((text) => address(text.replace('!', ''), text.endsWith('!')));
    expect(outsideAddress(interfaces)).toBe(expected);
  });
});
