import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DeviceObservation } from '../../../src/catalogue/index.ts';
import { modelInventory } from '../../../src/inventory/index.ts';
import { describeEachEngine, type TestDatabase } from '../../support/database.ts';
import { anyHistory, anyPicks, shuffled } from '../identity/worlds.ts';
import {
  createInventoryDatabase,
  emptyInventory,
  readClaimsOf,
  readInventory,
  store,
} from './stored.ts';

/** Histories of each property: `npm run prove:inventory` takes many more. */
const { RADARSTORE_PROVE_INVENTORY: PROVE } = process.env;
const HISTORIES = Number(PROVE ?? 40);
const TIMEOUT = PROVE === undefined ? 60_000 : 3_600_000;

/** So many share the tables before these are emptied: strangers beside them, and not ever more to look through. */
const NEIGHBOURS = 50;

describeEachEngine('the stored inventory', (engine) => {
  let db: TestDatabase;
  let worlds = 0;
  beforeAll(async () => {
    db = await createInventoryDatabase(engine);
  });
  afterAll(() => db?.drop());

  /** The tag of another history. */
  const another = async () => {
    if (worlds++ % NEIGHBOURS === 0) await emptyInventory(db);
    return `w${worlds}_`;
  };

  const storeInBatches = async (
    all: readonly DeviceObservation[],
    size: number,
    options: Parameters<typeof store>[2] = {},
  ) => {
    for (let at = 0; at < all.length; at += size) {
      await store(db.database, all.slice(at, at + size), options);
    }
  };

  test('is that of the model, for every order, batching and repetition', { timeout: TIMEOUT }, () =>
    fc.assert(
      fc.asyncProperty(
        anyHistory,
        anyPicks,
        fc.integer({ min: 1, max: 4 }),
        async (history, picks, size) => {
          const tag = await another();
          const all = history.map((seen) => seen(tag));
          await storeInBatches(shuffled(all, picks), size);
          await store(db.database, all.slice(0, size));
          expect(await readInventory(db.database, tag)).toEqual(modelInventory(all));
        },
      ),
      { numRuns: HISTORIES },
    ),
  );

  test('has claims and ids that do not tell in which order they came', { timeout: TIMEOUT }, () =>
    fc.assert(
      fc.asyncProperty(anyHistory, anyPicks, async (history, picks) => {
        const tag = await another();
        const [one, other] = [`${tag}one_`, `${tag}other_`];
        const mostClaimants = 1 + ((picks[0] ?? 0) % 3);
        const order = shuffled(history, picks);
        await storeInBatches(
          history.map((seen) => seen(one)),
          8,
          { mostClaimants },
        );
        await storeInBatches(
          order.map((seen) => seen(other)),
          1,
          { mostClaimants },
        );
        expect(await readClaimsOf(db.database, other)).toEqual(
          await readClaimsOf(db.database, one),
        );
      }),
      { numRuns: HISTORIES },
    ),
  );

  test('is that of the model where claims are of too many', { timeout: TIMEOUT }, () =>
    fc.assert(
      fc.asyncProperty(
        anyHistory,
        anyPicks,
        fc.integer({ min: 1, max: 3 }),
        async (history, picks, mostClaimants) => {
          const tag = await another();
          const all = history.map((seen) => seen(tag));
          await storeInBatches(shuffled(all, picks), 2, { mostClaimants });
          expect(await readInventory(db.database, tag)).toEqual(
            modelInventory(all, { mostClaimants }),
          );
        },
      ),
      { numRuns: HISTORIES },
    ),
  );

  test('is that of the model when batches are written at once', { timeout: TIMEOUT }, () =>
    fc.assert(
      fc.asyncProperty(anyHistory, anyHistory, async (some, more) => {
        const tag = await another();
        const sides = [some, more].map((history) => history.map((seen) => seen(tag)));
        await Promise.all(sides.map((side) => storeInBatches(side, 3)));
        expect(await readInventory(db.database, tag)).toEqual(modelInventory(sides.flat()));
      }),
      { numRuns: HISTORIES },
    ),
  );
});
