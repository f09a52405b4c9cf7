import { createCipheriv, randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { extract } from 'tar-stream';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { sql } from '../../../src/database/index.ts';
import { createKeyRing, localTrust, ONBOARDING_USES } from '../../../src/inventory/index.ts';
import { expectRadarError } from '../../support/expect-error.ts';
import { BY, METADATA, newKey, type Onboarded, openOnboarded } from './onboarded.ts';

let at: Onboarded;
beforeAll(async () => {
  at = await openOnboarded();
});
afterAll(async () => at?.close());
beforeEach(async () => at.reset());

const PEM = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----';

describe('the list of packages', () => {
  test('has the last changed first, and filters before it counts', async () => {
    const ids: string[] = [];
    for (const component_id of ['a', 'b', 'c', 'd']) {
      ids.push((await at.poller({ component_id })).package.package_id);
      at.clock.advance(1_000);
    }
    const [a = '', b = '', c = '', d = ''] = ids;
    await at.onboarding.revoke({ packageId: a, reason: null, by: BY });
    at.clock.advance(1_000);
    await at.onboarding.revoke({ packageId: d, reason: null, by: BY });
    await at.onboarding.delete({ packageId: d, reason: null, by: BY });
    const list = async (filter: object = {}) =>
      (await at.onboarding.list({ limit: 100, ...filter })).map((one) => one.package_id);
    expect(await list()).toEqual([a, c, b]);
    expect(await list({ limit: 2, statuses: ['issued'] })).toEqual([c, b]);
    expect(await list({ statuses: ['deleted'] })).toEqual([d]);
    expect(await list({ statuses: ['deleted', 'revoked'] })).toEqual([d, a]);
    expect(await list({ componentId: 'b' })).toEqual([b]);
    expect(await list({ pollerId: 'c' })).toEqual([c]);
    expect(await list({ types: ['agent', 'checker'] })).toEqual([]);
    expect(await list({ types: ['poller'], limit: 1 })).toEqual([a]);
    expect(await list({ parentId: "x'; drop table y --" })).toEqual([]);
    expect(await at.onboarding.allowedPollers()).toEqual(['b', 'c']);
  });

  test('of equal times is in the order of ids', async () => {
    const ids = await Promise.all(
      ['a', 'b', 'c'].map(
        async (component_id) => (await at.poller({ component_id })).package.package_id,
      ),
    );
    const listed = await at.onboarding.list({ limit: 9 });
    expect(listed.map((one) => one.package_id)).toEqual(ids.sort());
  });

  test('counts a row as deleted or revoked that has the time of it, whatever its status says', async () => {
    const [one, other] = [await at.poller(), await at.poller()];
    await at.db.database.execute(
      'test.times',
      sql`update radar.edge_onboarding_packages
             set deleted_at = case when package_id = ${one.package.package_id}::uuid then now() end,
                 revoked_at = case when package_id = ${other.package.package_id}::uuid then now() end`,
    );
    expect((await at.onboarding.get(one.package.package_id)).status).toBe('deleted');
    expect(await at.onboarding.list({ limit: 9 })).toMatchObject([{ status: 'revoked' }]);
    await at.onboarding.delete({ packageId: other.package.package_id, reason: null, by: BY });
  });
});

test('onboarding works with the datasets that it declares, and with no others', async () => {
  const named = new Set<string>();
  const database = new Proxy(at.db.database, {
    get(target, member) {
      if (member !== 'relation') return Reflect.get(target, member);
      return (name: string) => {
        named.add(name);
        return target.relation(name);
      };
    },
  });
  await at.with({ database }).create({ label: 'a', component_type: 'agent', parent_id: 'p' }, BY);
  for (const { datasets } of ONBOARDING_USES) expect([...named].sort()).toEqual(datasets);
});

describe('the archive of a package', () => {
  test('holds what the component needs to start, readable by its user alone', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'radarstore-bundle-'));
    try {
      const file = join(folder, 'bundle.pem');
      await writeFile(file, PEM);
      const onboarding = at.with({ trust: localTrust(file) });
      const created = await onboarding.create(
        {
          label: 'Edge Poller',
          metadata_json: JSON.stringify({ ...METADATA, log_level: 'debug' }),
          notes: 'second rack',
        },
        BY,
      );
      const { archive, package: told } = await onboarding.deliverArchive({
        packageId: created.package.package_id,
        token: created.downloadToken,
        by: BY,
      });
      expect(archive.name).toBe('edge-package-edge-poller.tar.gz');
      const { files, modes } = await unpack(archive.bytes);
      expect([...files.keys()].sort()).toEqual([
        'README.txt',
        'edge-poller.env',
        'metadata.json',
        'spire/',
        'spire/upstream-bundle.pem',
        'spire/upstream-join-token',
      ]);
      expect(files.get('spire/upstream-join-token')).toBe(`${created.joinToken}\n`);
      expect(files.get('spire/upstream-bundle.pem')).toBe(`${PEM}\n`);
      expect(new Set(modes.values())).toEqual(new Set([0o600, 0o700]));
      const environment = files.get('edge-poller.env') ?? '';
      expect(environment).toMatch(/^CORE_ADDRESS=core\.example:50052$/m);
      expect(environment).toMatch(/^POLLERS_TRUST_DOMAIN=example\.org$/m);
      expect(environment).toMatch(/^LOG_LEVEL=debug$/m);
      expect(environment).toContain(`EDGE_PACKAGE_ID=${told.package_id}\n`);
      expect(JSON.parse(files.get('metadata.json') ?? '')).toMatchObject({
        package_id: told.package_id,
        poller_id: 'edge-poller',
        status: 'delivered',
        metadata: METADATA,
      });
      expect(files.get('README.txt')).toContain('second rack');
      expect([...files.values()].join('').split(created.joinToken)).toHaveLength(2);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test('that cannot be made uses no token up', async () => {
    const created = await at.poller();
    const { package_id: packageId } = created.package;
    const { core_address: _absent, ...others } = METADATA;
    const request = { packageId, token: created.downloadToken, by: BY };
    for (const metadata of [others, { ...METADATA, log_level: 'a\nB=c' }]) {
      await at.db.database.execute(
        'test.metadata',
        sql`update radar.edge_onboarding_packages set metadata_json = ${JSON.stringify(metadata)}::jsonb`,
      );
      await expectRadarError(at.onboarding.deliverArchive(request), 'ARCHIVE_FAILED');
    }
    expect((await at.onboarding.deliver(request)).joinToken).toBe(created.joinToken);
  });

  test('of an agent needs nothing that only pollers do', async () => {
    const created = await at.onboarding.create(
      { label: 'a', component_type: 'agent', parent_id: 'p..' },
      BY,
    );
    const { archive } = await at.onboarding.deliverArchive({
      packageId: created.package.package_id,
      token: created.onboardingToken,
      by: BY,
    });
    expect(archive.name).toBe('edge-package-p.tar.gz');
  });

  async function unpack(bytes: Buffer) {
    const files = new Map<string, string>();
    const modes = new Map<string, number | undefined>();
    const tar = extract();
    tar.end(gunzipSync(bytes));
    for await (const entry of tar) {
      const pieces: Uint8Array[] = [];
      for await (const piece of entry) pieces.push(piece as Uint8Array);
      files.set(entry.header.name, Buffer.concat(pieces).toString('utf8'));
      modes.set(entry.header.name, entry.header.mode);
    }
    return { files, modes };
  }
});

describe('a rotation of keys', () => {
  const [before, after] = [newKey(), newKey()];
  const old = createKeyRing([before], 'the test');
  const both = createKeyRing([after, before], 'the test');
  const only = createKeyRing([after], 'the test');
  const keyCounts = async (ring: typeof both) => {
    const { packagesByKey, ...report } = await at.with({ keys: ring }).rotateKeys();
    return { ...report, keys: packagesByKey.map((one) => [one.keyId, one.packages]) };
  };

  test('lets the former key go, and changes nothing that anybody sees', async () => {
    const made = [];
    for (let index = 0; index < 3; index++) {
      made.push(await at.with({ keys: old }).create({ label: 'x', ...AGENT }, BY));
    }
    const shown = await at.onboarding.list({ limit: 9 });
    expect(await keyCounts(both)).toEqual({
      keyId: both.currentId,
      rotated: 3,
      unreadable: [],
      keys: [[both.currentId, 3]],
    });
    expect(await at.onboarding.list({ limit: 9 })).toEqual(shown);
    expect(await keyCounts(only)).toMatchObject({ rotated: 0 });
    for (const { package: told, downloadToken: token, joinToken } of made) {
      const request = { packageId: told.package_id, token, by: BY };
      expect((await at.with({ keys: only }).deliver(request)).joinToken).toBe(joinToken);
    }
  });

  test('binds what an older program encrypted to its package', async () => {
    const { package: told, downloadToken: token } = await at
      .with({ keys: old })
      .create({ label: 'x', ...AGENT }, BY);
    await at.db.database.execute(
      'test.legacy',
      sql`update radar.edge_onboarding_packages
             set secrets_key_id = null, join_token_ciphertext = ${sealLegacy('from before')},
                 bundle_ciphertext = null`,
    );
    expect(await keyCounts(both)).toMatchObject({ rotated: 1, keys: [[both.currentId, 1]] });
    const request = { packageId: told.package_id, token, by: BY };
    const delivered = await at.with({ keys: only }).deliver(request);
    expect(delivered).toMatchObject({ joinToken: 'from before', bundlePem: '' });
  });

  test('tells which packages no key opens, and rotates the others', async () => {
    const { package: lost } = await at.with({ keys: old }).create({ label: 'x', ...AGENT }, BY);
    const third = createKeyRing([newKey()], 'the test');
    await at.with({ keys: third }).create({ label: 'y', ...AGENT }, BY);
    const ring = createKeyRing([after, before], 'the test');
    const report = await keyCounts(ring);
    expect(report).toMatchObject({
      rotated: 1,
      keys: expect.arrayContaining([[third.currentId, 1]]),
    });
    expect(report.unreadable).toHaveLength(1);
    expect(report.unreadable[0]?.packageId).not.toBe(lost.package_id);
  });

  const AGENT = { component_type: 'agent', parent_id: 'p' };

  function sealLegacy(text: string): string {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', Buffer.from(before, 'base64'), nonce);
    const body = Buffer.concat([cipher.update(text), cipher.final()]);
    return Buffer.concat([nonce, body, cipher.getAuthTag()]).toString('base64');
  }
});

describe('local trust', () => {
  test('refuses a file without certificates, naming the setting', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'radarstore-bundle-'));
    try {
      const file = join(folder, 'bundle.pem');
      await writeFile(file, 'secret');
      const onboarding = at.with({ trust: localTrust(file) });
      const agent = { label: 'x', component_type: 'agent', parent_id: 'p' };
      const fault = await expectRadarError(onboarding.create(agent, BY), 'TRUST_ISSUER_FAILED');
      expect(fault.message).toContain('onboarding.trust_bundle_file');
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
