import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { runLine } from './capture.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase('postgres');
});
afterAll(async () => db?.drop());

const on = (line: string) => runLine(line, { environment: { DATABASE_URL: db.url } });
const json = async (line: string) => JSON.parse((await on(`${line} --json`)).out);

test('users are made, listed, changed, disabled and enabled, and get another password', async () => {
  const made = await on('users create Ada --roles admin --email ada@example.org');
  expect(made).toMatchObject({ code: 0, err: '' });
  const [, password] = /^Password: (\S{20})$/m.exec(made.out) ?? [];
  expect(password).toBeDefined();
  expect(await on('users create ADA')).toMatchObject({
    code: 1,
    err: expect.stringContaining('[CONFLICT]'),
  });
  await on('users create bob --partitions west');
  expect((await on('users roles bob --set operator,viewer --partitions all')).out).toBe(
    'The user bob has the roles operator, viewer in all partitions.\n',
  );
  expect((await on('users disable bob')).out).toBe('The user bob is disabled.\n');
  const listed = (await on('users list')).out;
  expect(listed).toMatch(/^bob +- +operator,viewer +all +disabled +never /m);
  expect(listed).toMatch(/^Ada +ada@example\.org +admin +all +must change password +never /m);
  expect((await on('users enable bob')).out).toBe('The user bob may log in.\n');
  const reset = await json('users set-password ada@example.org');
  expect(reset).toMatchObject({ username: 'Ada', must_change_password: true });
  expect(reset.password).not.toBe(password);
  expect(await on('users disable nobody')).toMatchObject({
    code: 1,
    err: expect.stringContaining('[NOT_FOUND]'),
  });
  expect((await on('users create')).code).toBe(2);
});

test('tokens are made, told once, listed and revoked', async () => {
  const made = await json('tokens create prometheus --scopes ingest:write --expires 90d');
  expect(made.token).toMatch(/^radar_[\w-]{43}$/);
  const listed = (await on('tokens list')).out;
  expect(listed).not.toContain(made.token);
  expect(listed).toMatch(/^prometheus +\S{4} +- +ingest:write +all +valid /m);
  await on(`tokens revoke ${made.id}`);
  expect((await json('tokens list'))[0]).toMatchObject({
    id: made.id,
    revoked_at: expect.anything(),
  });
  expect((await on('tokens create x --scopes ingest:wirte')).err).toContain('"ingest:write"');
  expect((await json('tokens rotate-keys --revoke')).revoked).toBe(true);
});
