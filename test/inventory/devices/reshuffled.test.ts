import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DeviceObservation } from '../../../src/catalogue/index.ts';
import { sql } from '../../../src/database/index.ts';
import type { TestDatabase } from '../../support/database.ts';
import { seededRandom } from '../../support/random.ts';
import { observed } from '../observations.ts';
import { createInventoryDatabase, store } from './stored.ts';

const AT = 1_800_000_000_000_000;
const HOUR = 3_600_000_000;

/** Devices and rounds: a slice, or what the issue of wrong merges asks for. */
const PROVE = process.env.RADARSTORE_PROVE_INVENTORY !== undefined;
const DEVICES = PROVE ? 50_000 : 400;
const ROUNDS = PROVE ? 20 : 5;
const BATCH = PROVE ? 2_500 : 150;

let db: TestDatabase;
beforeAll(async () => {
  db = await createInventoryDatabase('postgres');
});
afterAll(() => db?.drop());

/** The same in another order. */
function dealt(all: readonly number[], random: (limit: number) => number): number[] {
  const cards = [...all];
  for (let last = cards.length - 1; last > 0; last--) {
    const other = random(last + 1);
    [cards[last], cards[other]] = [cards[other] ?? 0, cards[last] ?? 0];
  }
  return cards;
}

const hex = (value: number) => value.toString(16).padStart(2, '0').toUpperCase();
const macOf = (device: number) =>
  `02:00:00:${hex(device >> 16)}:${hex((device >> 8) & 255)}:${hex(device & 255)}`;
const addressOf = (place: number) => `10.${place >> 16}.${(place >> 8) & 255}.${place & 255}`;

/** Every third device is known by its MAC address alone, the others by Armis, or by NetBox too. */
function seen(device: number, place: number, round: number): DeviceObservation {
  const ip = addressOf(place);
  const metadata: { [key: string]: string } = {};
  if (device % 3 !== 0) metadata.armis_device_id = `armis-${device}`;
  if (device % 3 === 1) metadata.netbox_device_id = `${device}`;
  return observed({
    observedAt: AT + round * HOUR + device,
    deviceId: `default:${ip}`,
    ip,
    mac: device % 3 === 2 ? null : macOf(device),
    hostname: `device-${device}`,
    source: device % 3 === 0 ? 'sweep' : 'armis',
    metadata,
  });
}

test(`${DEVICES} devices whose addresses are dealt anew in each of ${ROUNDS} rounds are ${DEVICES} devices`, {
  timeout: PROVE ? 3_600_000 : 60_000,
}, async () => {
  const random = seededRandom(5);
  let places = Array.from({ length: DEVICES }, (_, place) => place);
  for (let round = 0; round < ROUNDS; round++) {
    places = dealt(places, random);
    const order = dealt(
      Array.from({ length: DEVICES }, (_, device) => device),
      random,
    );
    const all = order.map((device) => seen(device, places[device] ?? 0, round));
    const batches = Array.from({ length: Math.ceil(DEVICES / BATCH) }, (_, index) =>
      all.slice(index * BATCH, (index + 1) * BATCH),
    );
    for (let at = 0; at < batches.length; at += 2) {
      await Promise.all(batches.slice(at, at + 2).map((batch) => store(db.database, batch)));
    }
  }
  const rows = await db.database.query<{ hostname: string; ip: string; armis: string | null }>(
    'test.devices',
    sql`select hostname, ip, metadata->>'armis_device_id' as armis
            from radar.unified_devices where hidden_by is null`,
  );
  const expected = places.map((place, device) => ({
    hostname: `device-${device}`,
    ip: addressOf(place),
    armis: device % 3 === 0 ? null : `armis-${device}`,
  }));
  const byName = (a: { hostname: string }, b: { hostname: string }) =>
    a.hostname < b.hostname ? -1 : 1;
  expect(rows).toHaveLength(DEVICES);
  expect([...rows].sort(byName)).toEqual(expected.sort(byName));
});
