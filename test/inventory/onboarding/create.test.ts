import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { sql } from '../../../src/database/index.ts';
import {
  type ConfigStore,
  type CreateRequest,
  decodeToken,
  type IssuedTrust,
  type TrustIssuer,
  type TrustRequest,
} from '../../../src/inventory/index.ts';
import { idOfLabel, withSuffix } from '../../../src/inventory/onboarding/create/component-id.ts';
import { hashOfToken } from '../../../src/inventory/onboarding/secrets/index.ts';
import { expectRadarError } from '../../support/expect-error.ts';
import { BY, METADATA, NOW, type Onboarded, openOnboarded, POLLER } from './onboarded.ts';

let at: Onboarded;
beforeAll(async () => {
  at = await openOnboarded();
});
afterAll(async () => at?.close());
beforeEach(async () => at.reset());

const storedRow = async () =>
  (
    await at.db.database.query<{ readonly [name: string]: unknown }>(
      'test.row',
      sql`select * from radar.edge_onboarding_packages`,
    )
  )[0] ?? {};
const rowCount = async (table: string) =>
  (await at.db.database.query('test.rows', sql`select 1 from ${at.db.database.relation(table)}`))
    .length;
const refusal = (request: Partial<CreateRequest>) =>
  expectRadarError(at.poller(request), 'REQUEST_INVALID');

describe('a new package', () => {
  test('has an id made of its label, tokens told once, and is stored without them', async () => {
    const created = await at.poller({ site: ' roof ', selectors: ['unix:gid:0', 'unix:uid:0'] });
    expect(created.package).toMatchObject({
      label: 'Edge Poller',
      component_id: 'edge-poller',
      component_type: 'poller',
      poller_id: 'edge-poller',
      parent_id: null,
      site: 'roof',
      status: 'issued',
      selectors: ['unix:uid:0', 'unix:gid:0'],
      downstream_spiffe_id: 'spiffe://example.org/ns/edge/edge-poller',
      created_by: 'ada',
      metadata_json: METADATA,
      kv_revision: 0,
    });
    const { package: told, downloadToken, joinToken, onboardingToken } = created;
    expect(Object.keys(told)).not.toContain('download_token_hash');
    expect(JSON.stringify(told)).not.toContain(joinToken);
    expect(decodeToken(onboardingToken)).toEqual({
      packageId: told.package_id,
      downloadToken,
      apiUrl: 'https://store.example',
    });
    const row = await storedRow();
    expect(row.download_token_hash).toBe(hashOfToken(downloadToken));
    expect(JSON.stringify(row)).not.toContain(downloadToken);
    expect(JSON.stringify(row)).not.toContain(joinToken);
    expect(row.secrets_key_id).toBe(at.parts.keys.currentId);
    expect(at.registered).toEqual(['poller edge-poller']);
    expect(await at.onboarding.events(told.package_id, 50)).toMatchObject([
      {
        event_type: 'issued',
        event_time: told.updated_at,
        actor: 'ada',
        source_ip: '192.0.2.7',
        details_json: { downstream_spiffe_id: 'spiffe://example.org/ns/edge/edge-poller' },
      },
    ]);
  });

  test('lives as long as the request says, else as the configuration does', async () => {
    const [usual, own] = [
      await at.poller(),
      await at.poller({ join_token_ttl_seconds: 60, download_token_ttl_seconds: 120 }),
    ].map(
      ({
        package: { join_token_expires_at: join, download_token_expires_at: down, created_at: from },
      }) => [(join ?? 0) - from, (down ?? 0) - from],
    );
    expect(usual).toEqual([900_000_000, 86_400_000_000]);
    expect(own).toEqual([60_000_000, 120_000_000]);
    await refusal({ join_token_ttl_seconds: -1 });
    await refusal({ download_token_ttl_seconds: -1 });
    await refusal({ download_token_ttl_seconds: 1.5 });
  });

  test('of nobody in particular was made by unknown', async () => {
    const { package: told } = await at.onboarding.create(POLLER, { actor: ' ', sourceIp: null });
    expect(told.created_by).toBe('unknown');
  });

  test.each<[string, Partial<CreateRequest>, RegExp]>([
    ['a label', { label: ' ' }, /"label" is missing/],
    ['a type that exists', { component_type: 'collector' }, /"collector" does not exist/],
    ['a parent type that exists', { parent_type: 'x' }, /parent_type "x"/],
    ['no parent for a poller', { parent_id: 'p' }, /"parent_id" is not allowed for pollers/],
    ['a parent for an agent', { component_type: 'agent' }, /"parent_id" is missing/],
    ['a parent for a checker', { component_type: 'CHECKER' }, /"parent_id" is missing/],
    [
      'a kind for a checker',
      { component_type: 'checker', parent_id: 'a', poller_id: 'p' },
      /"checker_kind" is missing/,
    ],
    ['an id that can stand in an address', { component_id: 'a/b' }, /"component_id" is no id/],
    ['metadata that is JSON', { metadata_json: '{' }, /"metadata_json" is no JSON object/],
    ['metadata that is an object', { metadata_json: '[]' }, /"metadata_json" is no JSON object/],
    [
      'metadata on one line',
      { metadata_json: '{"core_address":"a\\nB=c"}' },
      /"core_address" cannot be used/,
    ],
    ['a configuration that is JSON', { checker_config_json: 'x' }, /"checker_config_json"/],
    ['selectors that are some', { selectors: ['x'] }, /holds no selector/],
    ['a SPIFFE ID that is one', { downstream_spiffe_id: 'https://x/y' }, /no SPIFFE ID/],
    ['one id for a poller', { component_id: 'a', poller_id: 'b' }, /"poller_id" differs/],
  ])('needs %s', async (_, request, message) => {
    expect((await refusal(request)).message).toMatch(message);
    expect(await rowCount('edge_onboarding_packages')).toBe(0);
  });

  test.each(Object.keys(METADATA))('of a poller needs %s, and the error names it', async (key) => {
    const metadata = JSON.stringify({ ...METADATA, [key]: ' ' });
    expect((await refusal({ metadata_json: metadata })).message).toContain(`"${key}"`);
  });

  test('has the configured metadata, over it that of the request with its keys in lower case', async () => {
    const onboarding = at.with({
      defaults: {
        ...at.parts.defaults,
        metadata: [
          ...Object.entries(METADATA).map(([key, value]) => ({ componentType: null, key, value })),
          { componentType: 'poller', key: 'log_level', value: 'warn' },
          { componentType: 'agent', key: 'log_level', value: 'error' },
        ],
      },
    });
    const given = { ' Core_Address ': 'other:1', extra: { n: 1 }, flag: true, nothing: null };
    const { package: told } = await onboarding.create(
      { label: 'x', metadata_json: JSON.stringify(given), datasvc_endpoint: 'data:50057' },
      BY,
    );
    expect(told.metadata_json).toEqual({
      ...METADATA,
      core_address: 'other:1',
      extra: '{"n":1}',
      flag: 'true',
      log_level: 'warn',
      datasvc_endpoint: 'data:50057',
    });
    expect(onboarding.defaults().metadata.agent).toEqual({ ...METADATA, log_level: 'error' });
  });
});

describe('agents and checkers', () => {
  const agent: Partial<CreateRequest> = {
    label: 'A 1',
    component_type: 'Agent',
    parent_id: 'p1',
    parent_type: 'checker',
    metadata_json: '',
  };

  test('belong to the parent that their type asks for, and checkers to the poller of their agent', async () => {
    const { package: a } = await at.poller(agent);
    expect(a).toMatchObject({ component_id: 'a-1', parent_type: 'poller', poller_id: 'p1' });
    const checker = { component_type: 'checker', parent_id: 'a-1', checker_kind: 'sysmon' };
    const { package: c } = await at.poller({
      ...checker,
      checker_config_json: '{"interval":5}',
    });
    expect(c).toMatchObject({
      parent_type: 'agent',
      parent_id: 'a-1',
      poller_id: 'p1',
      checker_kind: 'sysmon',
      checker_config_json: { interval: 5 },
    });
    const unknown = await refusal({ ...checker, parent_id: 'a-2' });
    expect(unknown.message).toContain('"a-2"');
    const named = await at.poller({ ...checker, label: 'c', parent_id: 'a-2', poller_id: 'p9' });
    expect(named.package.poller_id).toBe('p9');
    expect(at.registered).toEqual(['agent a-1', 'checker edge-poller', 'checker c']);
  });

  test('say what a checker is only where they are one', async () => {
    const { package: a } = await at.poller({
      ...agent,
      checker_kind: 'sysmon',
      checker_config_json: '{"a":1}',
    });
    expect(a).toMatchObject({ checker_kind: null, checker_config_json: {} });
  });
});

describe('ids', () => {
  test.each([
    ['Edge Poller', null, 'edge-poller'],
    ['  --Ünter den Linden 5!! ', null, 'nter-den-linden-5'],
    ['***', null, 'edge-poller'],
    ['Roof', 'site1', 'site1-roof'],
    ['x'.repeat(80), null, 'x'.repeat(63)],
    [`${'y'.repeat(62)} z`, null, 'y'.repeat(62)],
  ])('of label %j with prefix %j is %j', (label, prefix, id) => {
    expect(idOfLabel(label, prefix)).toBe(id);
  });

  test('of any label can stand in an address, with a suffix too', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (label) => {
        for (const id of [idOfLabel(label, null), withSuffix(idOfLabel(label, 'pre'))]) {
          expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
          expect(id.length).toBeLessThanOrEqual(63);
        }
      }),
    );
  });

  test('that were chosen and are taken are refused, and those of labels get a suffix', async () => {
    const first = await at.poller({ poller_id: 'edge-poller' });
    const fault = await expectRadarError(at.poller({ component_id: 'edge-poller' }), 'CONFLICT');
    expect(fault.message).toContain(first.package.package_id);
    const second = await at.poller();
    expect(second.package.component_id).toMatch(/^edge-poller-[a-z0-9]{4}$/);
    expect(second.package.poller_id).toBe(second.package.component_id);
    // Another type may have the same id.
    await at.poller({ component_type: 'agent', component_id: 'edge-poller', parent_id: 'p' });
  });

  test('are free again once their package is revoked or has expired', async () => {
    const { package: first } = await at.poller({ component_id: 'one' });
    await at.onboarding.revoke({ packageId: first.package_id, reason: null, by: BY });
    await at.poller({ component_id: 'one' });
    at.clock.advance(86_400_001);
    await at.poller({ component_id: 'one' });
  });

  test('that several ask for at the same moment go to one of them', async () => {
    const asked = await Promise.allSettled(
      Array.from({ length: 6 }, () => at.poller({ component_id: 'one' })),
    );
    expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await rowCount('edge_onboarding_packages')).toBe(1);
    const derived = await Promise.all(Array.from({ length: 6 }, () => at.poller()));
    expect(new Set(derived.map((one) => one.package.component_id)).size).toBe(6);
  });
});

describe('what was done outside of the database', () => {
  /** An issuer that notes what it was asked, and fails where it is told to. */
  function issuer(failing: 'issue' | 'revoke' | null = null) {
    const asked: TrustRequest[] = [];
    const revoked: string[] = [];
    const trust: TrustIssuer = {
      async issue(request): Promise<IssuedTrust> {
        asked.push(request);
        if (failing === 'issue') throw new Error('the server is away');
        return { joinToken: 'join', bundlePem: 'pem', entryId: `entry-${asked.length}` };
      },
      async revoke(entryId) {
        revoked.push(entryId);
        if (failing === 'revoke') throw new Error('the server is away');
      },
    };
    return { trust, asked, revoked };
  }
  const breaking = {
    register: async () => {
      throw new Error('no such poller');
    },
    revoke: async () => {},
    appendsTo: [],
  };

  test('stands in the event, and nothing of it in what is told', async () => {
    const { trust, asked } = issuer();
    const { package: told } = await at.with({ trust }).create(POLLER, BY);
    expect(asked).toMatchObject([
      {
        packageId: told.package_id,
        type: 'poller',
        componentId: 'edge-poller',
        ttlMs: 900_000,
        metadata: METADATA,
      },
    ]);
    expect(JSON.stringify(told)).not.toContain('entry-1');
    const [event] = await at.onboarding.events(told.package_id, 1);
    expect(event?.details_json).toMatchObject({ downstream_entry_id: 'entry-1' });
  });

  test('failed: then there is no package, no event and no registration', async () => {
    const { trust } = issuer('issue');
    const fault = await expectRadarError(
      at.with({ trust }).create(POLLER, BY),
      'TRUST_ISSUER_FAILED',
    );
    expect(fault.message).toContain('the server is away');
    expect(await rowCount('edge_onboarding_packages')).toBe(0);
    expect(at.registered).toEqual([]);
  });

  test('is taken back when the package cannot be stored', async () => {
    const { trust, revoked } = issuer();
    const store = configStore();
    const onboarding = at.with({ trust, registry: breaking, configStore: store });
    const checker = {
      component_type: 'checker',
      parent_id: 'a',
      poller_id: 'p',
      checker_kind: 'k',
    };
    await expect(
      onboarding.create({ ...POLLER, ...checker, checker_config_json: '{"a":1}' }, BY),
    ).rejects.toThrow('no such poller');
    expect(revoked).toEqual(['entry-1']);
    expect(store.documents.size).toBe(0);
    expect(await rowCount('edge_onboarding_packages')).toBe(0);
    expect(await rowCount('edge_onboarding_events')).toBe(0);
  });

  test('and cannot be taken back hides no fault, and stands in the log', async () => {
    const { trust } = issuer('revoke');
    const lines: object[] = [];
    const log = { ...at.parts.log, error: (line: object) => void lines.push(line) };
    const onboarding = at.with({ trust, registry: breaking, log: log as typeof at.parts.log });
    await expect(onboarding.create(POLLER, BY)).rejects.toThrow('no such poller');
    expect(lines).toMatchObject([{ entry_id: 'entry-1' }]);
  });

  test('a checker finds its configuration in the store, where there was none before', async () => {
    const store = configStore();
    store.documents.set(
      'templates/checkers/sysmon.json',
      '{"agent":"{{agent_id}}","x":"{{other}}"}',
    );
    const onboarding = at.with({ configStore: store });
    const checker = { component_type: 'checker', poller_id: 'p', checker_kind: 'sysmon' };
    const make = (more: Partial<CreateRequest>) =>
      onboarding.create({ ...POLLER, ...checker, ...more }, BY);
    const own = await make({ parent_id: 'a', checker_config_json: '{"n":1}' });
    expect(own.package.kv_revision).toBe(1);
    expect(store.documents.get('agents/a/checkers/sysmon.json')).toBe('{"n":1}');
    const second = await make({ parent_id: 'a', checker_config_json: '{"n":2}' });
    expect(second.package.kv_revision).toBe(0);
    expect(store.documents.get('agents/a/checkers/sysmon.json')).toBe('{"n":1}');
    await make({ parent_id: 'b' });
    expect(store.documents.get('agents/b/checkers/sysmon.json')).toBe(
      '{"agent":"b","x":"{{other}}"}',
    );
    const bad = make({ parent_id: 'c"' });
    await expectRadarError(bad, 'REQUEST_INVALID');
  });

  function configStore(): ConfigStore & { readonly documents: Map<string, string> } {
    const documents = new Map<string, string>();
    return {
      documents,
      read: async (key) => documents.get(key),
      async create(key, document) {
        if (documents.has(key)) return undefined;
        documents.set(key, document);
        return 1n;
      },
      remove: async (key) => void documents.delete(key),
    };
  }
});

test('a missing chunk of the events is made, and the package stored all the same', async () => {
  at.clock.set('2027-01-01T00:00:00Z');
  const { package: told } = await at.poller();
  expect(await at.onboarding.events(told.package_id, 5)).toHaveLength(1);
  at.clock.set(NOW);
});
