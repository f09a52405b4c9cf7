import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { METADATA, newKey } from '../inventory/onboarding/onboarded.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { runLine } from './capture.ts';

describe('the commands of onboarding', () => {
  const [former, current] = [newKey(), newKey()];
  let db: TestDatabase;
  let folder: string;
  beforeAll(async () => {
    db = await createTestDatabase('postgres');
    folder = await mkdtemp(join(tmpdir(), 'radarstore-onboarding-'));
  });
  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
    await db?.drop();
  });

  const on = (words: readonly string[], environment: Record<string, string> = KEY) =>
    runLine(['onboarding', ...words], {
      environment: { DATABASE_URL: db.url, USER: 'ada', ...environment },
    });
  const KEY = { RADARSTORE_ONBOARDING_ENCRYPTION_KEY: former };
  const create = (...words: string[]) =>
    on(['create', 'Roof poller', '--metadata', JSON.stringify(METADATA), ...words]);
  const json = async (words: readonly string[]) => JSON.parse((await on([...words, '--json'])).out);

  test('make a package and print its secrets once, and lead it to its end', async () => {
    const made = await create('--site', 'roof', '--download-ttl', '60');
    expect({ code: made.code, err: made.err }).toEqual({ code: 0, err: '' });
    expect(made.out).toMatch(/^Component +poller roof-poller$/m);
    const [, token = ''] = /^Download token +(\S{32})$/m.exec(made.out) ?? [];
    expect(made.out).toMatch(/^edgepkg-v1:\S+$/m);
    const [one] = await json(['list', '--status', 'issued', '--type', 'Poller', '--limit', '5']);
    const id = one.package_id;
    expect(one).toMatchObject({
      component_id: 'roof-poller',
      site: 'roof',
      created_by: 'ada@probe.example',
    });
    const shown = await on(['show', id]);
    expect(shown.out).toMatch(/^Status +issued$/m);
    expect(shown.out).not.toContain(token);
    expect((await on(['delete', id])).err).toContain('[REQUEST_INVALID]');
    expect((await on(['revoke', id, '--reason', 'mailed'])).out).toContain('is revoked');
    expect((await on(['revoke', id])).err).toContain('[CONFLICT]');
    expect((await on(['delete', id, '--reason', 'done'])).out).toContain('is deleted');
    expect((await on(['list'])).out).toBe('There are no packages.\n');
    expect((await on(['list', '--status', 'deleted'])).out).toContain('roof-poller');
    const events = await json(['events', id]);
    expect(events).toMatchObject([
      { event_type: 'deleted', actor: 'ada@probe.example', details_json: '{"reason":"done"}' },
      { event_type: 'revoked', details_json: '{"reason":"mailed"}' },
      { event_type: 'issued' },
    ]);
    expect((await on(['events', id, '--limit', '1'])).out).not.toContain('revoked');
  });

  test('rotate keys by the file, after which the former key is not needed', async () => {
    const made = JSON.parse((await create('--id', 'rotated', '--json')).out);
    expect(made).toMatchObject({ package: { component_id: 'rotated' }, bundle_pem: '' });
    const file = join(folder, 'keys');
    const flag = ['--onboarding-encryption-key-file', file];
    const rotate = async () => {
      const { code, out } = await on(['rotate-keys', '--json', ...flag], {});
      return { code, ...JSON.parse(out) };
    };
    await writeFile(file, `${current}\n`);
    expect(await rotate()).toMatchObject({ code: 1, rotated: 0, unreadable: [{}] });
    await writeFile(file, `${current}\n${former}\n`);
    const variable = { RADARSTORE_ONBOARDING_ENCRYPTION_KEY_FILE: file };
    const done = await on(['rotate-keys'], variable);
    expect(done).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^The secrets of 1 packages/),
    });
    await writeFile(file, `${current}\n`);
    expect(await rotate()).toMatchObject({ code: 0, rotated: 0, unreadable: [] });
  });

  test('tell what is missing or wrong, and show no key', async () => {
    expect((await on(['list'], {})).err).toContain('[ONBOARDING_OFF]');
    const short = 'c2hvcnQ=';
    const wrong = await on(['list'], { RADARSTORE_ONBOARDING_ENCRYPTION_KEY: short });
    expect(wrong.code).not.toBe(0);
    expect(wrong.err).toContain('32 bytes in base64');
    expect(wrong.err).not.toContain(short);
    const file = join(folder, 'short');
    await writeFile(file, short);
    const flag = ['--onboarding-encryption-key-file', file];
    expect((await on(['list', ...flag], {})).err).toMatch(/Key 1 of file .* is not 32 bytes/);
    expect((await on(['list', ...flag])).err).toContain('one of them must go');
    expect((await on(['show'])).err).toContain('[USAGE_INVALID]');
    expect((await on(['show', 'x'])).err).toContain('[NOT_FOUND]');
    expect((await on(['list', '--status', 'lost'])).err).toContain('[USAGE_INVALID]');
    expect((await on(['list', '--limit', '0'])).err).toContain('[USAGE_INVALID]');
    const printed = await runLine('config print', { environment: KEY });
    expect(printed.out).toMatch(/onboarding\.encryption_key .*\*\*\*/);
    expect(printed.out).not.toContain(former);
  });
});
