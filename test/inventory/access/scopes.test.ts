import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createGate } from '../../../src/inventory/access/password/gate.ts';
import {
  ACTIONS,
  AREAS,
  commonScopes,
  createPasswords,
  grants,
  type Permission,
  SCOPES,
} from '../../../src/inventory/index.ts';

const PERMISSIONS = AREAS.flatMap((area) =>
  ACTIONS.map((action): Permission => `${area}:${action}`),
);
const scopes = fc.subarray([...SCOPES], { maxLength: 6 });

describe('scopes', () => {
  test('in common grant what both grant, and nothing else', () => {
    fc.assert(
      fc.property(scopes, scopes, (one, other) => {
        const both = commonScopes(one, other);
        for (const permission of PERMISSIONS) {
          const wanted = grants(one, permission) && grants(other, permission);
          expect(grants(both, permission)).toBe(wanted);
        }
      }),
    );
  });

  test('of one area grant nothing of another that begins alike', () => {
    expect(grants(['devices:*'], 'devices:admin')).toBe(true);
    expect(grants(['devices:read'], 'devices:write')).toBe(false);
    expect(grants(['device:*', 'devices', '*:read', ''], 'devices:read')).toBe(false);
  });
});

describe('hashing', () => {
  test('runs few at a time, lets few wait, and turns the others away', async () => {
    const gate = createGate({ atOnce: 2, waiting: 3 });
    let running = 0;
    let most = 0;
    const ends: (() => void)[] = [];
    const work = () =>
      gate.through(async () => {
        running += 1;
        most = Math.max(most, running);
        await new Promise<void>((resolve) => ends.push(resolve));
        running -= 1;
      });
    const begun = Array.from({ length: 7 }, () =>
      work().then(
        () => 'done',
        ({ code }) => code,
      ),
    );
    const release = async () => {
      while (ends.length > 0) {
        ends.shift()?.();
        await new Promise((resolve) => setImmediate(resolve));
      }
    };
    await new Promise((resolve) => setImmediate(resolve));
    await release();
    expect((await Promise.all(begun)).sort()).toEqual([
      ...Array(2).fill('TOO_MANY_ATTEMPTS'),
      ...Array(5).fill('done'),
    ]);
    expect(most).toBe(2);
  });

  test('costs what OWASP asks for, where nothing else is said', async () => {
    const passwords = createPasswords();
    const hash = await passwords.hash('correct horse battery');
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(await passwords.verify('correct horse battery', hash)).toBe(true);
    expect(await passwords.verify('correct horse batterx', hash)).toBe(false);
    expect(passwords.isStale(hash)).toBe(false);
  });

  test('refuses what is no hash as it refuses a wrong password', async () => {
    const passwords = createPasswords({ memoryCost: 8, timeCost: 1, parallelism: 1 });
    for (const stored of [null, '', 'x', '$2b$31$'.padEnd(60, 'a'), '$2y$xx']) {
      expect(await passwords.verify('x', stored)).toBe(false);
    }
  });
});
