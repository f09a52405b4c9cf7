import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ModelledDevice, modelInventory } from '../../../src/inventory/index.ts';
import { anyHistory, anyPicks, shuffled } from './worlds.ts';

const HISTORIES = Number(process.env.RADARSTORE_PROVE_INVENTORY ?? 500);
const sorted = (devices: ReadonlyMap<string, ModelledDevice>) =>
  [...devices].sort(([a], [b]) => (a < b ? -1 : 1));

describe('the model of the inventory', () => {
  test('is the same for every order and repetition of observations', () => {
    fc.assert(
      fc.property(anyHistory, anyPicks, (history, picks) => {
        const all = history.map((seen) => seen(''));
        const again = [...shuffled(all, picks), ...all.slice(0, 2)];
        expect(sorted(modelInventory(again))).toEqual(sorted(modelInventory(all)));
      }),
      { numRuns: HISTORIES },
    );
  });

  test('has no id that leads to two devices, and none that leads to nothing', () => {
    fc.assert(
      fc.property(anyHistory, (history) => {
        const devices = modelInventory(history.map((seen) => seen('')));
        const ids = [...devices].flatMap(([id, { redirects }]) => [id, ...redirects]);
        expect(new Set(ids).size).toBe(ids.length);
      }),
      { numRuns: HISTORIES },
    );
  });

  test('never brings two partitions, nor two Armis ids, into one device', () => {
    fc.assert(
      fc.property(anyHistory, (history) => {
        const all = history.map((seen) => seen(''));
        for (const [id, { state }] of modelInventory(all)) {
          const own = all.filter((one) => one.partition === state.partition);
          const known = Object.values(state.maps).flatMap(
            ({ metadata }) => metadata.armis_device_id ?? [],
          );
          expect(own.length, id).toBeGreaterThan(0);
          expect(new Set(known).size, id).toBeLessThanOrEqual(1);
        }
      }),
      { numRuns: HISTORIES },
    );
  });
});
