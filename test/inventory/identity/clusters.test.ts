import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Claimant,
  type Cluster,
  clustersOf,
  type Separation,
} from '../../../src/inventory/identity/index.ts';

/** Who told what, at which time; the identity is the first claim. */
const told = (claims: { readonly [text: string]: number }): Claimant => ({
  identity: Object.keys(claims)[0] ?? '',
  claims: new Map(Object.entries(claims)),
});
const sides = (clusters: readonly Cluster[]) => clusters.map((one) => one.identities);
const devices = (...claimants: readonly Claimant[]) => sides(clustersOf(claimants));

describe('who is one device', () => {
  test('those who share the strongest kind that both have', () => {
    const claimants = [
      told({ 'integration:x:1': 5, 'mac:M': 5 }),
      told({ 'netbox:5': 7, 'mac:M': 7 }),
      told({ 'mac:M': 2 }),
    ];
    expect(devices(...claimants)).toEqual([['integration:x:1', 'mac:M', 'netbox:5']]);
  });

  test('not those who differ in it, whatever weaker they share', () => {
    expect(devices(told({ 'armis:1': 1, 'mac:M': 1 }), told({ 'armis:2': 2, 'mac:M': 2 }))).toEqual(
      [['armis:1'], ['armis:2']],
    );
  });

  test('a MAC address that two Armis ids claim belongs to the first, and joins neither to the other', () => {
    const [one, other, bare] = [
      told({ 'armis:1': 3, 'mac:M': 9 }),
      told({ 'armis:2': 4, 'mac:M': 4 }),
      told({ 'mac:M': 1 }),
    ];
    for (const order of [
      [one, other, bare],
      [bare, other, one],
      [other, bare, one],
    ]) {
      expect(devices(...order)).toEqual([['armis:1'], ['armis:2', 'mac:M']]);
    }
  });

  test('a replaced network card, and a device with many, stay one record', () => {
    const claimants = [
      told({ 'armis:1': 1, 'mac:A': 1, 'mac:B': 5 }),
      told({ 'mac:B': 6 }),
      told({ 'mac:A': 2 }),
    ];
    expect(devices(...claimants)).toEqual([['armis:1', 'mac:A', 'mac:B']]);
  });

  test('those that a third joins, each by another claim', () => {
    const claimants = [
      told({ 'mac:A': 1 }),
      told({ 'netbox:1': 2, 'mac:A': 2, 'mac:B': 2 }),
      told({ 'integration:x:1': 3, 'mac:B': 3 }),
    ];
    expect(devices(...claimants)).toEqual([['integration:x:1', 'mac:A', 'netbox:1']]);
  });

  test('the root is the strongest, then the earliest', () => {
    const [cluster] = clustersOf([
      told({ 'mac:B': 1, 'mac:A': 1 }),
      told({ 'mac:A': 0 }),
      told({ 'netbox:9': 5, 'mac:A': 5 }),
    ]);
    expect(cluster).toEqual({
      root: 'netbox:9',
      identities: ['mac:A', 'mac:B', 'netbox:9'],
      owned: ['mac:A', 'mac:B', 'netbox:9'],
    });
  });
});

describe('a separation', () => {
  const parted = (separations: readonly Separation[], ...claimants: readonly Claimant[]) =>
    sides(clustersOf(claimants, { separations }));

  test('keeps two apart that share a claim', () => {
    const claimants = [
      told({ 'armis:1': 1, 'netbox:5': 1 }),
      told({ 'integration:x:1': 2, 'netbox:5': 2 }),
    ];
    expect(parted([], ...claimants)).toHaveLength(1);
    expect(parted([['integration:x:1', 'armis:1']], ...claimants)).toEqual([
      ['armis:1'],
      ['integration:x:1'],
    ]);
  });

  test('takes a claim from who told it', () => {
    const claimants = [told({ 'armis:1': 1, 'mac:M': 1 }), told({ 'mac:M': 2 })];
    const clusters = clustersOf(claimants, { separations: [['armis:1', 'mac:M']] });
    expect(clusters.map(({ root, owned }) => [root, owned])).toEqual([
      ['armis:1', ['armis:1']],
      ['mac:M', ['mac:M']],
    ]);
  });

  test('holds for what joins one of the two later', () => {
    const claimants = [
      told({ 'armis:1': 1, 'netbox:5': 1 }),
      told({ 'integration:x:1': 2, 'mac:M': 2 }),
      told({ 'netbox:5': 3, 'mac:M': 3 }),
    ];
    expect(parted([], ...claimants)).toHaveLength(1);
    expect(parted([['armis:1', 'integration:x:1']], ...claimants)).toEqual([
      ['armis:1', 'netbox:5'],
      ['integration:x:1'],
    ]);
  });
});

test('the order of claimants and of their claims does not matter, and every claim has one owner', () => {
  const text = fc.constantFrom(
    'armis:1',
    'armis:2',
    'integration:x:1',
    'netbox:1',
    'netbox:2',
    'mac:A',
    'mac:B',
    'mac:C',
  );
  const anyClaimants = fc
    .uniqueArray(text, { minLength: 1, maxLength: 6 })
    .chain((identities) =>
      fc.tuple(
        ...identities.map((identity) =>
          fc
            .array(fc.tuple(text, fc.nat(4)), { maxLength: 4 })
            .map((claims) => ({ identity, claims: new Map([...claims, [identity, 2] as const]) })),
        ),
      ),
    );
  const separations = fc.array(fc.tuple(text, text), { maxLength: 2 });
  fc.assert(
    fc.property(anyClaimants, separations, (claimants, apart) => {
      const clusters = clustersOf(claimants, { separations: apart });
      const reversed = claimants.toReversed().map(({ identity, claims }) => ({
        identity,
        claims: new Map([...claims].reverse()),
      }));
      expect(clustersOf(reversed, { separations: apart.toReversed() })).toEqual(clusters);
      expect(clusters.flatMap((one) => one.identities).sort()).toEqual(
        claimants.map((one) => one.identity).sort(),
      );
      const owned = clusters.flatMap((one) => one.owned);
      expect(new Set(owned).size).toBe(owned.length);
    }),
    { numRuns: 500 },
  );
});
