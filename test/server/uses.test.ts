import { describe, expect, test } from 'vitest';
import { type DatasetUse, isDatasetName, type UseKind } from '../../src/catalogue/index.ts';
import type { Database } from '../../src/database/index.ts';
import { HOST_USES, INGEST_USES, startHostReceiver, startWriter } from '../../src/ingest/index.ts';
import {
  ACCESS_USES,
  annotateDevice,
  foldObservations,
  INVENTORY_USES,
  normalise,
  ONBOARDING_USES,
  observationRow,
  REGISTRY_USES,
  STALL_USES,
} from '../../src/inventory/index.ts';
import { createMetrics, silentLogger } from '../../src/observe/index.ts';
import { QUERY_USES, REGISTRY_READS } from '../../src/query/index.ts';
import { buildServer, DATASET_USES } from '../../src/server/index.ts';
import { receiverOptions } from '../ingest/made-up-host.ts';
import { until } from '../support/until.ts';
import { OBSERVATION, serve } from './served.ts';

/** Operations that tell of the store itself, and of what became of records. */
const OF_THE_STORE = new Set(['storage', 'mapping', 'deadLetters', 'deadLetter', 'ingestReport']);

/** What has a test of its own that compares what it declares: onboarding and log-ins are off here. */
const OF_THEIR_OWN = new Set(['onboarding', 'registry', 'access']);

const declared = (uses: readonly DatasetUse[], kind: UseKind) =>
  [...new Set(uses.filter((use) => use.kind === kind).flatMap((use) => use.datasets))].sort();

/** A database that notes which datasets anybody names to it. */
function noting(database: Database): {
  readonly database: Database;
  readonly named: () => string[];
} {
  const names = new Set<string>();
  return {
    database: new Proxy(database, {
      get(target, member) {
        if (member !== 'relation') return Reflect.get(target, member);
        return (name: string) => {
          if (isDatasetName(name)) names.add(name);
          return target.relation(name);
        };
      },
    }),
    named: () => [...names].sort(),
  };
}

/** Readers that are asked by a parameter only. */
const HISTORIES = ['interfaces', 'capabilities'].map(
  (what) => `/api/devices/${encodeURIComponent(OBSERVATION.deviceId)}/${what}?history=true`,
);

describe('what the parts of the program declare to do with datasets is what they do:', () => {
  test('a sample of a host has rows of each dataset that its receiver declares', async () => {
    const { options, samples } = receiverOptions();
    const receiver = await startHostReceiver(options);
    try {
      const { rows } = await until('a sample', () => samples[0]);
      const filled = Object.entries(rows).filter(([, list]) => list.length > 0);
      expect(filled.map(([name]) => name).sort()).toEqual(declared(HOST_USES, 'writer'));
    } finally {
      await receiver.stop();
    }
  });

  test('the inventory stores in the datasets that it declares', async () => {
    const served = await serve();
    const { database, named } = noting(served.db.database);
    const { clock } = served;
    const metrics = createMetrics('test');
    const writer = startWriter({ database, clock, metrics, log: silentLogger });
    try {
      const observations = [normalise(OBSERVATION)];
      await writer.write({
        rows: { device_updates: observations.map(observationRow) },
        alongside: (session) => foldObservations(database, session, observations),
      });
      const { deviceId } = OBSERVATION;
      const written = { deviceId, tags: ['core'], notes: null, actor: 'ada', now: clock.now() };
      await annotateDevice(database, written);
      expect(named()).toEqual(declared(INVENTORY_USES, 'writer'));
    } finally {
      await writer.stop(1_000);
      await served.close();
    }
  });

  test('the addresses that answer from readers name the datasets that those declare', async () => {
    const served = await serve();
    const { database, named } = noting(served.db.database);
    const app = buildServer({ ...served.parts, database });
    try {
      const components = ['poller', 'agent', 'checker'].map((type) => `serviceradar:${type}:one`);
      await served.observe({}, ...components.map((deviceId) => ({ deviceId, partition: '' })));
      const document = (await served.get('/api/openapi.json')).body;
      const addresses = Object.entries(document.paths ?? {})
        .filter(([, methods]) => methods.get !== undefined)
        .filter(([, methods]) => !OF_THE_STORE.has(String(methods.get?.operationId)))
        .filter(([, methods]) => !OF_THEIR_OWN.has(String(methods.get?.tags)))
        .map(([address]) =>
          address.replaceAll(/\{\w+\}/g, encodeURIComponent(OBSERVATION.deviceId)),
        );
      expect(addresses.length).toBeGreaterThan(5);
      for (const address of [...addresses, ...HISTORIES]) {
        const answer = await app.inject({ url: address });
        // This device is no component of the old system.
        expect(answer.statusCode, address).toBe(address.endsWith('/registry') ? 404 : 200);
      }
      for (const id of components) {
        const url = `/api/devices/${encodeURIComponent(id)}/registry`;
        expect((await app.inject({ url })).statusCode, url).toBe(404);
      }
      expect(named()).toEqual(declared(QUERY_USES, 'reader'));
    } finally {
      await app.close();
      await served.close();
    }
  });

  test('and the mapping knows what each of them declares', () => {
    expect(DATASET_USES).toEqual([
      ...INGEST_USES,
      ...INVENTORY_USES,
      ...ONBOARDING_USES,
      ...REGISTRY_USES,
      ...STALL_USES,
      ...ACCESS_USES,
      REGISTRY_READS,
      ...QUERY_USES,
    ]);
  });
});
