import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Database, sql } from '../../../src/database/index.ts';
import { folderKeeper, rotateSigningKeys, sealingKeeper } from '../../../src/inventory/index.ts';
import { silentLogger } from '../../../src/observe/index.ts';
import { type Controlled, controlled, PASSWORD, ROOT } from './controlled.ts';

let at: Controlled;
let userId = '';
beforeAll(async () => {
  at = await controlled();
  const wanted = { username: 'ada', roles: ['operator'], password: PASSWORD };
  userId = (await at.control.createUser(wanted, ROOT)).user.id;
});
afterAll(() => at?.close());

const login = { username: 'ada', password: PASSWORD, address: null };

/** A database that counts what it is asked. */
function counting(database: Database) {
  const asked: string[] = [];
  const note =
    <T extends unknown[], R>(work: (name: string, ...rest: T) => R) =>
    (name: string, ...rest: T) => {
      asked.push(name);
      return work(name, ...rest);
    };
  return {
    asked,
    database: {
      ...database,
      query: note(database.query),
      execute: note(database.execute),
    } as Database,
  };
}

describe('an API token', () => {
  test('is kept as a hash only, and known by its end', async () => {
    const wanted = { name: 'prometheus', scopes: ['ingest:write'] };
    const { token, secret } = await at.control.createToken(wanted, ROOT);
    expect(secret).toMatch(/^radar_[\w-]{43}$/);
    expect(secret.endsWith(token.hint)).toBe(true);
    const [row] = await at.db.database.query<{ text: string }>(
      'test.token',
      sql`select row_to_json(token)::text as text from radar.access_tokens as token
           where id = ${token.id}::uuid`,
    );
    expect(row?.text).not.toContain(secret.slice(0, -4));
    expect(await at.control.ofToken(secret)).toMatchObject({
      actor: 'token:prometheus',
      userId: null,
      scopes: ['ingest:write'],
      partitions: null,
    });
  });

  test('of a user grants at most what the user may, then and where', async () => {
    const wanted = { name: 'all', scopes: ['*'], partitions: ['west', 'east'], userId };
    const { secret } = await at.control.createToken(wanted, ROOT);
    const identity = await at.control.ofToken(secret);
    expect(identity).toMatchObject({ actor: 'ada/all', userId, partitions: ['east', 'west'] });
    expect(identity?.scopes).toContain('devices:*');
    expect(identity?.scopes).not.toContain('*');
    const changes = { roles: ['viewer'], partitions: ['west'] };
    await at.control.changeUser(userId, changes, ROOT);
    const after = await at.control.ofToken(secret);
    expect(after).toMatchObject({ partitions: ['west'] });
    expect(after?.scopes).toContain('devices:read');
    expect(after?.scopes).not.toContain('devices:*');
    await at.control.changeUser(userId, { roles: ['operator'], partitions: null }, ROOT);
  });

  test('costs no query for each request, and its use is noted once a minute', async () => {
    const { token, secret } = await at.control.createToken({ name: 'busy', scopes: ['*'] }, ROOT);
    const { asked, database } = counting(at.db.database);
    const control = at.another({ database });
    for (let request = 0; request < 50; request++) await control.ofToken(secret);
    await control.settle();
    expect(asked.filter((name) => name.startsWith('access.token')).sort()).toEqual([
      'access.token',
      'access.token_used',
    ]);
    const usedAt = async () =>
      (await at.control.tokens()).find(({ id }) => id === token.id)?.lastUsedAt;
    const first = await usedAt();
    at.clock.advance(59_000);
    await control.ofToken(secret);
    await control.settle();
    expect(await usedAt()).toBe(first);
    at.clock.advance(1_001);
    await control.ofToken(secret);
    await control.settle();
    expect(await usedAt()).toBe(at.clock.now());
  });

  test('that is revoked opens nothing: here at once, elsewhere within ten seconds', async () => {
    const { token, secret } = await at.control.createToken({ name: 'gone', scopes: ['*'] }, ROOT);
    const elsewhere = at.another();
    expect(await elsewhere.ofToken(secret)).toBeDefined();
    await at.control.revokeToken({ id: token.id }, ROOT);
    expect(await at.control.ofToken(secret)).toBeUndefined();
    at.clock.advance(10_000);
    expect(await elsewhere.ofToken(secret)).toBeUndefined();
  });

  test('is known for a minute more while the database is away, and no longer', async () => {
    const { secret } = await at.control.createToken({ name: 'outage', scopes: ['*'] }, ROOT);
    let isAway = false;
    const query: Database['query'] = (name, statement) =>
      isAway
        ? Promise.reject(Object.assign(new Error('gone'), { code: 'ECONNREFUSED' }))
        : at.db.database.query(name, statement);
    const control = at.another({ database: { ...at.db.database, query } as Database });
    expect(await control.ofToken(secret)).toBeDefined();
    isAway = true;
    at.clock.advance(50_000);
    expect(await control.ofToken(secret)).toBeDefined();
    at.clock.advance(11_000);
    await expect(control.ofToken(secret)).rejects.toThrow('gone');
  });
});

describe('the keys that sign access tokens', () => {
  test('are encrypted in the database where a secret is configured, for every process', async () => {
    const [old, fresh] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
    const one = at.another({ keeper: sealingKeeper([old]) });
    const two = at.another({ keeper: sealingKeeper([fresh, old]) });
    const { accessToken } = await one.logIn(login);
    expect(await two.ofToken(accessToken)).toMatchObject({ actor: 'ada' });
    const before = (await two.publicKeys()).length;
    await two.logIn(login);
    expect((await two.publicKeys()).length).toBe(before);
    const stranger = at.another({ keeper: sealingKeeper([Buffer.alloc(32, 3)]) });
    await stranger.logIn(login);
    expect((await stranger.publicKeys()).length).toBe(before + 1);
    const rows = await at.db.database.query<{ sealed: string }>(
      'test.keys',
      sql`select private_key as sealed from radar.access_keys where private_key is not null`,
    );
    for (const { sealed } of rows) expect(sealed.split('.')).toHaveLength(5);
  });

  test('stay in files that only the user may read, where there is none', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'radar-keys-'));
    try {
      const keys = join(folder, 'access-keys');
      const control = at.another({ keeper: folderKeeper(keys, silentLogger) });
      await control.logIn(login);
      const [file = ''] = readdirSync(keys);
      expect(statSync(join(keys, file)).mode & 0o777).toBe(0o600);
      expect(statSync(keys).mode & 0o777).toBe(0o700);
      const count = (await control.publicKeys()).length;
      const restarted = at.another({ keeper: folderKeeper(keys, silentLogger) });
      await restarted.logIn(login);
      expect((await restarted.publicKeys()).length).toBe(count);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('change after their time, while tokens that are out stay valid to their end', async () => {
    const control = at.another({ keyRotationMs: 3_600_000 });
    const before = await control.logIn(login);
    at.clock.advance(3_600_001 - 60_000);
    const late = await control.logIn(login);
    at.clock.advance(60_001);
    const after = await control.logIn(login);
    expect(kidOf(late)).toBe(kidOf(before));
    expect(kidOf(after)).not.toBe(kidOf(before));
    expect(await control.ofToken(late.accessToken)).toBeDefined();
    expect(await control.ofToken(before.accessToken)).toBeUndefined();
    at.clock.advance(900_001);
    expect((await control.publicKeys()).map(({ kid }) => kid)).not.toContain(kidOf(late));
  });

  test('can be revoked, with every token that they signed', async () => {
    const control = at.another();
    const { accessToken, refreshToken } = await control.logIn(login);
    const { database } = at.db;
    const parts = { database, clock: at.clock, changed: () => {} };
    await rotateSigningKeys(parts, { revoke: true }, ROOT);
    at.clock.advance(60_001);
    expect(await control.ofToken(accessToken)).toBeUndefined();
    const renewed = await control.refresh(refreshToken, null);
    expect(await control.ofToken(renewed.accessToken)).toBeDefined();
  });
});

const kidOf = ({ accessToken }: { readonly accessToken: string }) =>
  JSON.parse(Buffer.from(accessToken.split('.')[0] ?? '', 'base64url').toString()).kid;
