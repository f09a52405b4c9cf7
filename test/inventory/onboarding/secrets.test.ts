import { createCipheriv, randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  createKeyRing,
  decodeToken,
  encodeToken,
  readKeyRing,
} from '../../../src/inventory/index.ts';
import {
  hashOfToken,
  isTokenOf,
  mintToken,
} from '../../../src/inventory/onboarding/secrets/index.ts';
import { expectRadarError } from '../../support/expect-error.ts';
import { newKey } from './onboarded.ts';

const ID = '7d5b1f7e-4d3a-4c39-9d0f-0a4f3d1b2c3d';
const PLACE = { packageId: ID, field: 'join_token' } as const;

describe('secrets at rest', () => {
  test('come back as they were, in a form of nonce, ciphertext and tag', () => {
    const ring = createKeyRing([newKey()], 'the test');
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const sealed = ring.encrypt(text, PLACE);
        expect(Buffer.from(sealed, 'base64')).toHaveLength(12 + Buffer.byteLength(text) + 16);
        expect(ring.decrypt(sealed, PLACE, ring.currentId)).toBe(text);
      }),
    );
  });

  test('are another text each time, so that equal secrets do not show', () => {
    const ring = createKeyRing([newKey()], 'the test');
    expect(ring.encrypt('same', PLACE)).not.toBe(ring.encrypt('same', PLACE));
  });

  test('do not open when any byte of them was changed', async () => {
    const ring = createKeyRing([newKey()], 'the test');
    const sealed = Buffer.from(ring.encrypt('secret', PLACE), 'base64');
    for (const index of sealed.keys()) {
      const changed = Buffer.from(sealed);
      changed.writeUInt8(changed.readUInt8(index) ^ 1, index);
      const open = () => ring.decrypt(changed.toString('base64'), PLACE, ring.currentId);
      await expectRadarError(open, 'SECRET_UNREADABLE');
    }
    const short = () => ring.decrypt('AAAA', PLACE, ring.currentId);
    await expectRadarError(short, 'SECRET_UNREADABLE');
  });

  test('do not open for another package or as another secret', async () => {
    const ring = createKeyRing([newKey()], 'the test');
    const sealed = ring.encrypt('secret', PLACE);
    for (const place of [
      { ...PLACE, field: 'bundle' as const },
      { ...PLACE, packageId: '00000000-0000-4000-8000-000000000000' },
    ]) {
      await expectRadarError(
        () => ring.decrypt(sealed, place, ring.currentId),
        'SECRET_UNREADABLE',
      );
    }
  });

  test('do not open by a wrong key, and the error names the key that is missing', async () => {
    const ring = createKeyRing([newKey()], 'the test');
    const other = createKeyRing([newKey()], 'the test');
    const sealed = ring.encrypt('secret', PLACE);
    const fault = await expectRadarError(
      () => other.decrypt(sealed, PLACE, ring.currentId),
      'SECRET_UNREADABLE',
    );
    expect(fault.message).toContain(ring.currentId);
    expect(fault.message).not.toContain('secret"');
  });

  test('of a former key open while it stands behind the current one', () => {
    const [before, after] = [newKey(), newKey()];
    const old = createKeyRing([before], 'the test');
    const ring = createKeyRing([after, before], 'the test');
    expect(ring.currentId).not.toBe(old.currentId);
    expect(ring.ids).toEqual([ring.currentId, old.currentId]);
    expect(ring.decrypt(old.encrypt('x', PLACE), PLACE, old.currentId)).toBe('x');
  });

  test('of an older program, bound to no package, open by whatever key fits', async () => {
    const [before, after] = [newKey(), newKey()];
    const legacy = sealWithoutPlace(before, 'join me');
    expect(createKeyRing([after, before], 'the test').decrypt(legacy, PLACE, null)).toBe('join me');
    const lacking = createKeyRing([after], 'the test');
    await expectRadarError(() => lacking.decrypt(legacy, PLACE, null), 'SECRET_UNREADABLE');
  });
});

/** EO-11, as programs wrote it that bind nothing. */
function sealWithoutPlace(key: string, text: string): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', Buffer.from(key, 'base64'), nonce);
  const body = Buffer.concat([cipher.update(text), cipher.final()]);
  return Buffer.concat([nonce, body, cipher.getAuthTag()]).toString('base64');
}

describe('keys', () => {
  test.each([
    ['of 16 bytes', randomBytes(16).toString('base64')],
    ['of 33 bytes', randomBytes(33).toString('base64')],
    ['that are no base64', `${'!'.repeat(43)}=`],
    ['that are blank', ''],
  ])('%s are refused by their number, and not shown', async (_, wrong) => {
    const fault = await expectRadarError(
      () => createKeyRing([newKey(), wrong], 'the test'),
      'CONFIG_INVALID',
    );
    expect(fault.message).toMatch(/^Key 2 of the test /);
    if (wrong !== '') expect(fault.sentence).not.toContain(wrong);
  });

  test('stand one a line in a file, with remarks between', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'radarstore-keys-'));
    try {
      const file = join(folder, 'keys');
      const [current, former] = [newKey(), newKey()];
      await writeFile(file, `# since March\n${current}\n\n# before, in use\n${former}\n`);
      const ring = await readKeyRing({ keys: null, file });
      expect(ring?.ids).toEqual(createKeyRing([current, former], 'the test').ids);
      await writeFile(file, '# none\n');
      await expectRadarError(readKeyRing({ keys: null, file }), 'CONFIG_INVALID');
      await writeFile(file, `${current}\nshort\n`);
      const fault = await expectRadarError(readKeyRing({ keys: null, file }), 'CONFIG_INVALID');
      expect(fault.message).toContain(file);
      await rm(file);
      await expectRadarError(readKeyRing({ keys: null, file }), 'CONFIG_FILE_UNREADABLE');
    } finally {
      await rm(folder, { recursive: true });
    }
    expect(await readKeyRing({ keys: null, file: null })).toBeNull();
  });
});

describe('download tokens', () => {
  test('are 24 random bytes in base64url, of which the hash alone is stored', () => {
    const token = mintToken();
    expect(token).toMatch(/^[A-Za-z0-9_-]{32}$/);
    expect(mintToken()).not.toBe(token);
    expect(hashOfToken(token)).toMatch(/^[0-9a-f]{64}$/);
    expect(isTokenOf(token, hashOfToken(token))).toBe(true);
    expect(isTokenOf(`${token}x`, hashOfToken(token))).toBe(false);
    expect(isTokenOf(token, '')).toBe(false);
  });
});

describe('the onboarding token', () => {
  const part = fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/);
  const address = fc.option(fc.constantFrom('https://store.example', 'http://10.0.0.1:8450/x'));

  test('says the same when it is read as when it was written', () => {
    fc.assert(
      fc.property(part, part, address, (packageId, downloadToken, apiUrl) => {
        const parts = { packageId, downloadToken, apiUrl };
        const token = encodeToken(parts);
        expect(token).toMatch(/^edgepkg-v1:[A-Za-z0-9_-]+$/);
        expect(decodeToken(` ${token}\n`)).toEqual(parts);
      }),
    );
  });

  test('is read in its older form, with each separator and with an address in front', () => {
    fc.assert(
      fc.property(
        part,
        part,
        address,
        fc.constantFrom(':', '/', '|', ','),
        (packageId, downloadToken, apiUrl, separator) => {
          const front = apiUrl === null ? '' : `${apiUrl}@`;
          const text = `${front}${packageId}${separator}${downloadToken}`;
          expect(decodeToken(text)).toEqual({ packageId, downloadToken, apiUrl });
        },
      ),
    );
  });

  test('may be the download token alone where the package is given beside it', () => {
    const parts = { packageId: ID, downloadToken: 'abc', apiUrl: null };
    expect(decodeToken('abc', ID)).toEqual(parts);
    expect(decodeToken(':abc', ID)).toEqual(parts);
  });

  test('never leads to anything but parts or one kind of error, whatever it is', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string().map((text) => `edgepkg-v1:${text}`),
        ),
        (text) => {
          try {
            const { packageId, downloadToken } = decodeToken(text);
            expect(packageId && downloadToken).toBeTruthy();
          } catch (fault) {
            expect(fault).toMatchObject({ code: 'REQUEST_INVALID' });
          }
        },
      ),
    );
  });

  test.each([
    ['  ', 'The onboarding token is empty.'],
    ['abc', 'The onboarding token has no package id.'],
    [':abc', 'The onboarding token has no package id.'],
    ['abc:', 'The onboarding token has no download token.'],
    ['edgepkg-v1:***', 'The onboarding token cannot be read: it was cut or changed.'],
    [
      `edgepkg-v1:${Buffer.from('{"dl":"x"}').toString('base64url')}`,
      'The onboarding token has no package id.',
    ],
    [
      `edgepkg-v1:${Buffer.from('{"pkg":"x","dl":1}').toString('base64url')}`,
      'The onboarding token has no download token.',
    ],
  ])('%j is refused: %s', async (text, message) => {
    const fault = await expectRadarError(() => decodeToken(text), 'REQUEST_INVALID');
    expect(fault.message).toBe(message);
  });

  test('is not made without its parts', async () => {
    const parts = { packageId: 'a', downloadToken: 'b', apiUrl: null };
    await expectRadarError(() => encodeToken({ ...parts, packageId: ' ' }), 'REQUEST_INVALID');
    await expectRadarError(() => encodeToken({ ...parts, downloadToken: '' }), 'REQUEST_INVALID');
  });
});
