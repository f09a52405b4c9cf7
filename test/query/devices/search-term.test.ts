import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readNetwork } from '../../../src/query/index.ts';

/** The same by arithmetic. */
function within(address: number, network: number, length: number): boolean {
  const size = 2 ** (32 - length);
  return Math.floor(address / size) === Math.floor(network / size);
}

const dotted = (address: number) =>
  [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');

test('a network of IPv4 is cut into beginnings and addresses that say exactly which belong to it', () => {
  const address = fc.integer({ min: 0, max: 2 ** 32 - 1 });
  fc.assert(
    fc.property(
      address,
      address,
      fc.integer({ min: 1, max: 32 }),
      fc.nat(400),
      (net, other, length, near) => {
        const network = readNetwork(`${dotted(net)}/${length}`);
        expect(network?.exact).toBe(true);
        expect(
          (network?.prefixes.length ?? 0) + (network?.addresses.length ?? 0),
        ).toBeLessThanOrEqual(128);
        for (const one of [other, Math.min(net + near, 2 ** 32 - 1), net]) {
          const text = dotted(one);
          const belongs =
            network?.addresses.includes(text) === true ||
            network?.prefixes.some((prefix) => text.startsWith(prefix)) === true;
          expect(belongs).toBe(within(one, net, length));
        }
      },
    ),
    { numRuns: 500 },
  );
});

test.each([
  '10.0.0.0',
  '10.0.0.0/',
  '10.0.0.0/33',
  '::/129',
  'x/8',
  '10.0.0.0/8/8',
  'fe80::1%eth0/64',
])('what is no network is none: %s', (text) => {
  expect(readNetwork(text)).toBeUndefined();
});
