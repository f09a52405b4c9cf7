import { expect, test } from 'vitest';

interface Part {
  find(): unknown;
  hindrance(): string | undefined;
  make(): Promise<void>;
}
interface Provide {
  provide(part: Part, how: { readonly fetches: boolean }): Promise<string | undefined>;
}

const script = new URL('../../scripts/parts/provide.mjs', import.meta.url);
const { provide } = (await import(script.href)) as Provide;

/** A part that is there after it was made. */
function part(more: Partial<Part> = {}): Part & { readonly made: () => number } {
  let made = 0;
  return {
    find: () => (made > 0 ? 'found' : undefined),
    hindrance: () => undefined,
    make: async () => void made++,
    ...more,
    made: () => made,
  };
}

test('what the tests need is fetched once, and only where that is wanted', async () => {
  const wanted = part();
  expect(await provide(wanted, { fetches: false })).toMatch(/is not on this machine yet/);
  expect(wanted.made()).toBe(0);
  expect(await provide(wanted, { fetches: true })).toBeUndefined();
  expect(await provide(wanted, { fetches: true })).toBeUndefined();
  expect(await provide(wanted, { fetches: false })).toBeUndefined();
  expect(wanted.made()).toBe(1);
});

test('what cannot be fetched is done without, with the reason', async () => {
  const hindered = part({ hindrance: () => 'this is no Linux' });
  expect(await provide(hindered, { fetches: true })).toBe('this is no Linux');
  expect(hindered.made()).toBe(0);
  const failing = part({ make: () => Promise.reject(new Error('no network')) });
  expect(await provide(failing, { fetches: true })).toBe('fetching it failed: no network');
});
