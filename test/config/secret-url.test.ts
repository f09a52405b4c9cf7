import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { maskUrl, requireSettings } from '../../src/config/index.ts';
import { makeWorkplace, type Workplace } from './sources.ts';

let place: Workplace;
beforeEach(() => {
  place = makeWorkplace();
});
afterEach(() => place.remove());

test.each([
  ['postgres://radar:s3cret@db.example:5433/radar', 'postgres://radar:***@db.example:5433/radar'],
  ['postgres://radar@db/radar', 'postgres://radar@db/radar'],
  ['postgres://db/d?user=u&password=s3cret', 'postgres://db/d?user=u&password=***'],
  ['postgres://u:s3cret@h/d?sslpassword=s3cret', 'postgres://u:***@h/d?sslpassword=***'],
  ['postgres:///d?host=/run/pg', 'postgres:///d?host=/run/pg'],
  // Not encoded as they should be: nobody knows where the password ends.
  ['postgres://u:s3/cret@db/d', '***'],
  ['postgres://u:12/s3cret@db/d', 'postgres://***'],
  ['postgres://u:12?s3cret@db/d', 'postgres://***'],
  ['u:s3cret@db', 'u://***'],
  ['not a url s3cret', '***'],
])('%s is shown as %s', (url, shown) => {
  expect(maskUrl(url)).toBe(shown);
});

test('a password in a URL never shows, whatever it is made of', () => {
  const password = fc.string({ unit: 'grapheme', minLength: 6 }).map((text) => `Qq7${text}Zz9`);
  fc.assert(
    fc.property(password, fc.constantFrom('userinfo', 'query', 'raw'), (secret, form) => {
      const encoded = form === 'raw' ? secret : encodeURIComponent(secret);
      const url =
        form === 'query'
          ? `postgres://db/radar?password=${encoded}`
          : `postgres://radar:${encoded}@db/radar`;
      const reading = place.read({ environment: { DATABASE_URL: url } });
      const shown = JSON.stringify([reading.entries, reading.problems]);
      for (const piece of ['Qq7', 'Zz9']) expect(shown).not.toContain(piece);
      if (form !== 'raw') expect(requireSettings(reading).database.url).toBe(url);
    }),
  );
});
