import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cleanIp, cleanMac } from '../../src/core/index.ts';

describe('an IP address', () => {
  test.each([
    ['192.0.2.7', '192.0.2.7'],
    [' 192.0.2.7 ', '192.0.2.7'],
    ['192.0.2.7:8080', '192.0.2.7'],
    ['2001:DB8::1', '2001:db8::1'],
    ['2001:0db8:0:0:0:0:0:1', '2001:db8::1'],
    ['[2001:db8::1]', '2001:db8::1'],
    ['[2001:db8::1]:443', '2001:db8::1'],
    ['fe80::1%eth0', 'fe80::1'],
    ['[fe80::1%eth0]:80', 'fe80::1'],
    ['::ffff:192.0.2.7', '::ffff:192.0.2.7'],
    ['::', '::'],
  ])('%j is %s', (text, ip) => {
    expect(cleanIp(text)).toBe(ip);
  });

  test.each([
    null,
    undefined,
    '',
    'unknown',
    'router.example.org',
    '192.0.2.256',
    '192.0.2',
    '1.2.3.4.5',
    ':::',
    '192.0.2.1/24',
    '010.0.0.1',
  ])('%j is none', (text) => {
    expect(cleanIp(text)).toBeNull();
  });

  test('has one spelling, however it was written', () => {
    fc.assert(
      fc.property(fc.ipV6(), (address) => {
        const clean = cleanIp(address);
        expect(cleanIp(clean)).toBe(clean);
        expect(cleanIp(address.toUpperCase())).toBe(clean);
      }),
    );
  });
});

describe('a MAC address', () => {
  test.each([
    ['02:fc:00:00:00:01', '02:FC:00:00:00:01'],
    ['02-FC-00-00-00-01', '02:FC:00:00:00:01'],
    ['02fc.0000.0001', '02:FC:00:00:00:01'],
    ['02FC00000001', '02:FC:00:00:00:01'],
    [' 02:fc:00:00:00:01 ', '02:FC:00:00:00:01'],
  ])('%j is %s', (text, mac) => {
    expect(cleanMac(text)).toBe(mac);
  });

  test.each([
    null,
    undefined,
    '',
    '00:00:00:00:00:00',
    '02:fc:00:00:00',
    '02:fc:00:00:00:01:02',
    'zz:fc:00:00:00:01',
  ])('%j is none', (text) => {
    expect(cleanMac(text)).toBeNull();
  });
});
