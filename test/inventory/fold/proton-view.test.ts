import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DeviceObservation, Row } from '../../../src/catalogue/index.ts';
import { parseInstant } from '../../../src/core/index.ts';
import { sql } from '../../../src/database/index.ts';
import { confidenceOf, type DeviceState, fold, hiddenBy } from '../../../src/inventory/index.ts';
import type { TestDatabase } from '../../support/database.ts';
import { createInventoryDatabase, store } from '../devices/stored.ts';
import { observed } from '../observations.ts';

const HISTORIES = Number(process.env.RADARSTORE_PROVE_INVENTORY ?? 200);
const STORED = Math.min(
  HISTORIES,
  process.env.RADARSTORE_PROVE_INVENTORY === undefined ? 40 : HISTORIES,
);
const TIMEOUT = 3_600_000;
const AT = 1_800_000_000_000_000;

/** A device as the keyed view of Proton had it, in its third version (UD-16 to UD-23). */
interface ProtonRow {
  readonly ip: string | null;
  readonly hostname: string | null;
  readonly mac: string | null;
  readonly poller_id: string | null;
  readonly agent_id: string | null;
  readonly is_available: boolean | null;
  readonly metadata: { readonly [key: string]: string };
  readonly discovery_sources: readonly string[];
  readonly first_seen: number;
  readonly last_seen: number;
}

const blankless = (text: string | null) => (text === null || text === '' ? null : text);

/**
 * The rules of the facts, read one by one, over all updates of one device at distinct times; corrected where they
 * are marked: blank is absent, a later claim of the first time is not believed, a NetBox id counts.
 */
function protonView(updates: readonly DeviceObservation[]): ProtonRow | undefined {
  const accepted = updates
    .filter(
      ({ metadata, mac, source, ip }) =>
        Boolean(metadata.armis_device_id?.trim()) ||
        Boolean(metadata.integration_id?.trim()) ||
        Boolean(metadata.netbox_device_id?.trim()) ||
        mac !== null ||
        (source !== 'sweep' && ip !== null),
    )
    .sort((a, b) => a.observedAt - b.observedAt);
  const newest = accepted.at(-1);
  if (newest === undefined) return undefined;
  const last = (read: (one: DeviceObservation) => string | null) =>
    accepted.map((one) => blankless(read(one))).findLast((value) => value !== null) ?? null;
  const claims = accepted.map(({ metadata, observedAt }) => {
    const claim = parseInstant(metadata._first_seen ?? '');
    return claim === undefined ? observedAt : Math.min(claim, observedAt);
  });
  return {
    ip: last((one) => one.ip),
    hostname: last((one) => one.hostname),
    mac: last((one) => one.mac),
    poller_id: last((one) => one.pollerId),
    agent_id: last((one) => one.agentId),
    is_available: newest.available,
    metadata: newest.metadata,
    discovery_sources: [...new Set(accepted.map((one) => one.source))].sort(),
    first_seen: Math.min(...claims),
    last_seen: newest.observedAt,
  };
}

const anyUpdate = fc.record({
  source: fc.constantFrom('sweep', 'snmp', 'sysmon', 'armis'),
  agentId: fc.constantFrom('', 'agent-1', 'agent-2'),
  pollerId: fc.constantFrom('', 'poller-1'),
  ip: fc.constantFrom('192.0.2.1', '192.0.2.2', null),
  mac: fc.constantFrom('02:00:00:00:00:01', null, null),
  hostname: fc.constantFrom('alpha', 'beta', '', null),
  available: fc.constantFrom(true, false, null),
  metadata: fc.dictionary(
    fc.constantFrom('armis_device_id', 'integration_id', 'netbox_device_id', 'rack', '_first_seen'),
    fc.constantFrom('', '1', '2026-11-01T00:00:00Z', '2030-01-01T00:00:00Z'),
    { maxKeys: 3 },
  ),
});

/** Updates of one device at distinct times, in any order. */
const anyUpdates = fc
  .array(anyUpdate, { minLength: 1, maxLength: 7 })
  .map((all) =>
    all.map((fields, index) => ({ ...fields, observedAt: AT + ((index * 5) % 7) * 1_000_000 })),
  );

const shown = ({ values, ...state }: DeviceState): ProtonRow => ({
  ip: values.ip ?? null,
  hostname: values.hostname ?? null,
  mac: values.mac ?? null,
  poller_id: values.poller_id ?? null,
  agent_id: values.agent_id ?? null,
  is_available: state.available,
  metadata: state.metadata,
  discovery_sources: Object.keys(state.sources).sort(),
  first_seen: state.firstSeen ?? Number.NaN,
  last_seen: state.lastSeen ?? Number.NaN,
});

describe('what the view of Proton would have held of the same updates', () => {
  test('is what the fold shows', () => {
    fc.assert(
      fc.property(anyUpdates, (given) => {
        const updates = given.map((one) => observed(one));
        const state = fold(undefined, updates);
        expect(state === undefined ? undefined : shown(state)).toEqual(protonView(updates));
      }),
      { numRuns: HISTORIES },
    );
  });

  test('is hidden by a deletion until something newer comes, as it was there', () => {
    fc.assert(
      fc.property(anyUpdates, fc.integer({ min: 0, max: 6 }), (given, step) => {
        const plain = given.map((one) => observed({ ...one, source: 'snmp', ip: '192.0.2.1' }));
        const at = AT + step * 1_000_000 + 500_000;
        const deletion = observed({
          observedAt: at,
          source: 'manual',
          metadata: { _deleted: 'true' },
        });
        const state = fold(undefined, [...plain, deletion]);
        const newest = protonView([...plain, deletion]);
        expect(state === undefined ? null : hiddenBy(state) === 'deletion').toBe(
          newest?.metadata._deleted === 'true',
        );
      }),
      { numRuns: HISTORIES },
    );
  });

  test('trusts no source more than time', () => {
    expect(confidenceOf('manual')).toBeGreaterThan(confidenceOf('sweep'));
    const [older, newer] = [
      observed({ source: 'manual', hostname: 'by hand' }),
      observed({ source: 'sysmon', hostname: 'newer', observedAt: AT + 1 }),
    ];
    expect(fold(undefined, [newer, older])?.values.hostname).toBe('newer');
  });
});

describe('the stored row of a device', () => {
  let db: TestDatabase;
  let worlds = 0;
  beforeAll(async () => {
    db = await createInventoryDatabase('postgres');
  });
  afterAll(() => db?.drop());

  test(
    'is that of the view of Proton, while one identity is told of the id',
    { timeout: TIMEOUT },
    () =>
      fc.assert(
        fc.asyncProperty(anyUpdates, async (given) => {
          const deviceId = `default:device-${worlds++}`;
          const identity = { armis_device_id: deviceId };
          const updates = given.map((one) =>
            observed({
              ...one,
              deviceId,
              mac: null,
              metadata: { rack: '', ...one.metadata, ...identity },
            }),
          );
          for (const one of updates) await store(db.database, [one]);
          const [row] = await db.database.query<Row<'unified_devices'>>(
            'test.row',
            sql`select * from radar.unified_devices where device_id = ${deviceId}`,
          );
          expect(row).toMatchObject({ ...protonView(updates), device_type: 'network_device' });
        }),
        { numRuns: STORED },
      ),
  );
});
