import { mkdir, stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeInBrowser, LOOKS } from '../../support/browser.ts';
import { type FurnishedStore, furnishStore } from '../../support/furnished-store.ts';
import { MOST_BYTES, PICTURES } from '../../support/pictures.ts';
import { visit } from '../../support/visit.ts';
import { ONBOARDING, showWorld, type World } from './world.ts';

/** Where README and guide look for their pictures. */
const IMAGES = new URL('../../../docs/images/', import.meta.url);

/** As wide as a page of text shows a picture, so that its words can be read there. */
const WINDOW = { width: 1_280, height: 800 };
const PHONE = { look: LOOKS.phone, scale: 1.5 };

// Not a check: these are the pictures of README and guide, taken when somebody asks for them.
describe.runIf(process.env.RADARSTORE_IMAGES === '1')('for README and guide', () => {
  describeInBrowser('the console', () => {
    let store: FurnishedStore;
    let world: World;

    beforeAll(async () => {
      store = await furnishStore('1s', ONBOARDING);
      world = await showWorld(store.program.url);
      await mkdir(IMAGES, { recursive: true });
    });
    afterAll(() => store?.close());

    test.each(PICTURES)(
      'is in the picture $name',
      { timeout: 300_000 },
      async ({ name, look, path, shows, open }) => {
        const { url } = store.program;
        const at = path.replace('{host}', store.host).replace('{core}', `/devices/${world.core}`);
        const how = look === 'phone' ? PHONE : { look: { ...LOOKS[look], ...WINDOW }, scale: 1 };
        await visit(store.browser, { url, path: at, ...how }, async (page) => {
          for (const one of shows) await page.locator(one).first().waitFor();
          await open?.(page);
          const file = fileURLToPath(new URL(`${name}.png`, IMAGES));
          await page.screenshot({ path: file });
          expect((await stat(file)).size).toBeLessThan(MOST_BYTES);
        });
      },
    );
  });
});
