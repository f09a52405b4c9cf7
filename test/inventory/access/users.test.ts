import { hash as bcrypt } from 'bcryptjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { formatInstant } from '../../../src/core/index.ts';
import { sql } from '../../../src/database/index.ts';
import { pruneAccess } from '../../../src/inventory/index.ts';
import { silentLogger } from '../../../src/observe/index.ts';
import { expectRadarError } from '../../support/expect-error.ts';
import { type Controlled, controlled, PASSWORD, ROOT } from './controlled.ts';

let at: Controlled;
beforeAll(async () => {
  at = await controlled();
});
afterAll(() => at?.close());

const create = (username: string, more: object = {}) =>
  at.control.createUser({ username, roles: ['viewer'], password: PASSWORD, ...more }, ROOT);
const logIn = (username: string, password = PASSWORD) =>
  at.control.logIn({ username, password, address: '192.0.2.1' });
const stored = async (id: string) => {
  const [row] = await at.db.database.query<{ [name: string]: unknown }>(
    'test.user',
    sql`select * from radar.users where id = ${id}`,
  );
  return row ?? {};
};
const events = async (subject: string) =>
  (await at.control.events({ subject, limit: 100 })).events.map(({ kind }) => kind);

describe('the first admin', () => {
  test('is made once, however many processes start, and must choose a password', async () => {
    const made = await Promise.all([
      at.control.makeFirstAdmin(),
      at.another().makeFirstAdmin(),
      at.another().makeFirstAdmin(),
    ]);
    const [admin, ...more] = made.filter((one) => one !== undefined);
    expect(more).toEqual([]);
    expect(admin?.password).toMatch(/^[a-zA-Z0-9]{20}$/);
    expect(admin?.user).toMatchObject({ username: 'admin', mustChangePassword: true });
    expect(await logIn('ADMIN', admin?.password ?? '')).toMatchObject({ mustChangePassword: true });
    expect(await at.control.makeFirstAdmin()).toBeUndefined();
  });
});

describe('a user', () => {
  test('has a name and an address of its own, whatever their case', async () => {
    await create('Carla', { email: 'Carla@Example.org' });
    const name = await expectRadarError(create('cARLA'), 'CONFLICT');
    expect(name.message).toContain('user name "cARLA"');
    const other = create('dora', { email: 'carla@EXAMPLE.org' });
    expect((await expectRadarError(other, 'CONFLICT')).message).toContain('e-mail address');
    await expect(logIn('carla@example.ORG')).resolves.toBeDefined();
  });

  test('keeps what a change leaves blank, and is told apart in the events', async () => {
    const { user } = await create('erik', { email: 'erik@example.org', partitions: ['west'] });
    const by = { ...ROOT, actor: 'ada' };
    await at.control.changeUser(user.id, { username: ' ', email: null, roles: ['operator'] }, by);
    expect(await stored(user.id)).toMatchObject({
      username: 'erik',
      email: 'erik@example.org',
      roles: ['operator'],
      partitions: ['west'],
    });
    const { events: told } = await at.control.events({ subject: 'erik', actor: 'ada', limit: 1 });
    expect(told[0]).toMatchObject({
      kind: 'user_changed',
      detail: { before: { roles: ['viewer'] }, after: { roles: ['operator'] } },
    });
  });

  test('who is disabled is out at once, and no log-in brings the account back', async () => {
    const { user } = await create('frida');
    const pair = await logIn('frida');
    expect(await at.control.ofToken(pair.accessToken)).toBeDefined();
    await at.control.changeUser(user.id, { isActive: false }, ROOT);
    expect(await at.control.ofToken(pair.accessToken)).toBeUndefined();
    await expectRejection(at.control.refresh(pair.refreshToken, null), 'UNAUTHENTICATED');
    await expectRejection(logIn('frida'), 'UNAUTHENTICATED');
    expect(await stored(user.id)).toMatchObject({ is_active: false });
    await at.control.changeUser(user.id, { isActive: true }, ROOT);
    expect(await at.control.ofToken(pair.accessToken)).toBeUndefined();
    await expect(logIn('frida')).resolves.toBeDefined();
    expect(await events('frida')).toEqual(
      expect.arrayContaining(['user_created', 'login', 'user_disabled', 'user_enabled']),
    );
  });

  test('is never given more by somebody than that one has', async () => {
    const weak = { actor: 'weak', address: null, scopes: ['access:*', 'devices:*'] };
    await expectRejection(
      at.control.createUser({ username: 'x', roles: ['admin'] }, weak),
      'ACCESS_DENIED',
    );
    const [admin] = (await at.control.users()).filter(({ roles }) => roles.includes('admin'));
    const id = admin?.id ?? '';
    await expectRejection(at.control.resetPassword(id, {}, weak), 'ACCESS_DENIED');
    await expectRejection(at.control.changeUser(id, { isActive: false }, weak), 'ACCESS_DENIED');
    await expectRejection(
      at.control.createToken({ name: 't', scopes: ['*'] }, weak),
      'ACCESS_DENIED',
    );
    await expectRejection(at.control.changeUser(id, { roles: [] }, ROOT), 'CONFLICT');
  });

  test('of the old system logs in by its bcrypt hash, which then is one of argon2id', async () => {
    const old = (await bcrypt(PASSWORD, 4)).replace('$2b$', '$2a$');
    await at.db.database.execute(
      'test.old_user',
      sql`insert into radar.users (id, username, email, password_hash, roles)
          values ('b64', 'Greta', 'Greta', ${old}, array['viewer'])`,
    );
    await expectRejection(logIn('greta', 'another password'), 'UNAUTHENTICATED');
    await logIn('greta');
    const { password_hash: hash } = await stored('b64');
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=8,t=1,p=1\$/);
    await logIn('greta');
    expect(await stored('b64')).toMatchObject({ password_hash: hash });
  });

  test('changes the own password, and every other session ends', async () => {
    const { user } = await create('hilda');
    const one = await logIn('hilda');
    const two = await logIn('hilda');
    const keepSession = (await at.control.ofToken(one.accessToken))?.sessionId ?? null;
    const change = (current: string, next: string) =>
      at.control.changePassword(user.id, { current, next, keepSession }, ROOT);
    await expectRejection(change('wrong', 'long enough password'), 'REQUEST_INVALID');
    await expectRejection(change(PASSWORD, 'short'), 'REQUEST_INVALID');
    await change(PASSWORD, 'long enough password');
    expect(await at.control.ofToken(one.accessToken)).toBeDefined();
    expect(await at.control.ofToken(two.accessToken)).toBeUndefined();
    await expectRejection(logIn('hilda'), 'UNAUTHENTICATED');
    await logIn('hilda', 'long enough password');
  });
});

describe('wrong passwords', () => {
  test('lock an account for longer and longer, and tell nobody whether it is there', async () => {
    const { user } = await create('ida');
    const answers = new Set<string>();
    const fail = async (name: string, password = 'not the password') => {
      const fault = await logIn(name, password).catch((one: unknown) => one);
      answers.add(JSON.stringify({ ...(fault as Error), message: (fault as Error).message }));
    };
    for (let attempt = 0; attempt < 5; attempt++) {
      await fail('ida');
      await fail('nobody');
    }
    await fail('ida', PASSWORD);
    expect(answers.size).toBe(1);
    expect(await stored(user.id)).toMatchObject({ failed_attempts: 5 });
    at.clock.advance(30_001);
    await fail('ida');
    at.clock.advance(30_001);
    await fail('ida', PASSWORD);
    at.clock.advance(30_001);
    await logIn('ida');
    expect(await stored(user.id)).toMatchObject({ failed_attempts: 0, locked_until: null });
    const locks = (await events('ida')).filter((kind) => kind === 'locked');
    expect(locks).toHaveLength(2);
    expect(await events('nobody')).toEqual(Array(5).fill('login_failed'));
  });

  test('at the same time are counted one by one', async () => {
    const { user } = await create('jana');
    const attempts = Array.from({ length: 12 }, () => logIn('jana', 'wrong').catch(codeOf));
    const codes = await Promise.all(attempts);
    expect(new Set(codes)).toEqual(new Set(['UNAUTHENTICATED', 'TOO_MANY_ATTEMPTS']));
    expect(Number((await stored(user.id)).failed_attempts)).toBeLessThanOrEqual(5);
  });

  test('no longer lock once an admin enables the account or sets a password', async () => {
    const { user } = await create('kai');
    for (let attempt = 0; attempt < 5; attempt++) await logIn('kai', 'wrong').catch(codeOf);
    await at.control.changeUser(user.id, { isActive: true }, ROOT);
    await logIn('kai');
    for (let attempt = 0; attempt < 5; attempt++) await logIn('kai', 'wrong').catch(codeOf);
    const { password } = await at.control.resetPassword(user.id, {}, ROOT);
    expect(await logIn('kai', password ?? '')).toMatchObject({ mustChangePassword: true });
  });
});

test('old events, ended sessions and their spent tokens are pruned, young ones stay', async () => {
  await create('lars');
  const pair = await logIn('lars');
  await at.control.refresh(pair.refreshToken, null);
  const count = async (table: string) => {
    const [row] = await at.db.database.query<{ rows: number }>(
      'test.count',
      sql`select count(*) as rows from ${at.db.database.relation(table)}`,
    );
    return row?.rows ?? -1;
  };
  const job = pruneAccess({ eventsMs: 86_400_000 });
  const run = () =>
    job.run({
      database: at.db.database,
      clock: at.clock,
      log: silentLogger,
      guard: undefined,
      stop: new AbortController().signal,
    });
  expect(await run()).toMatchObject({ rows: 0, complete: true });
  at.clock.advance(60 * 86_400_000);
  const outcome = await run();
  expect(outcome.rows).toBeGreaterThan(10);
  expect(await count('access_events')).toBe(0);
  expect(await count('access_sessions')).toBe(0);
  expect(await count('access_spent_tokens')).toBe(0);
  expect(formatInstant(at.clock.now())).toMatch(/^2026-05/);
});

const codeOf = (fault: unknown) => (fault as { readonly code: string }).code;

async function expectRejection(work: Promise<unknown>, code: string): Promise<void> {
  expect(await work.then(() => 'done', codeOf)).toBe(code);
}
