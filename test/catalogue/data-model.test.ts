import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DATASETS } from '../../src/catalogue/index.ts';
import { dataModelPages } from '../support/data-model.ts';
import { expectGolden } from '../support/golden.ts';
import { ROOT } from '../support/source-tree.ts';

const PAGES = dataModelPages();

describe('the data model', () => {
  test.each(PAGES)('is what docs/reference/$path says', async ({ path, text }) => {
    await expectGolden(`../../docs/reference/${path}`, text);
  });

  test('has no page of an area that is gone', () => {
    const found = readdirSync(join(ROOT, 'docs/reference/data-model')).map(
      (name) => `data-model/${name}`,
    );
    const made = PAGES.map((page) => page.path).filter((path) => path.includes('/'));
    expect(found.sort()).toEqual(made.sort());
  });

  test('tells every dataset once, with each of its columns', () => {
    const text = PAGES.map((page) => page.text).join('\n');
    for (const dataset of DATASETS) {
      const chapters = text.split(`\n## ${dataset.name}\n`);
      expect(chapters, dataset.name).toHaveLength(2);
      const chapter = chapters[1]?.split('\n## ')[0] ?? '';
      for (const name of Object.keys(dataset.columns)) expect(chapter).toContain(`| \`${name}\` |`);
    }
  });

  test('says which columns keep the least or greatest value of all rows with one key', () => {
    const text = PAGES.map((page) => page.text).join('\n');
    const combining = DATASETS.filter((dataset) => dataset.combined !== undefined);
    expect(combining.length).toBeGreaterThan(2);
    for (const { name, combined = {} } of combining) {
      const chapter = text.split(`\n## ${name}\n`)[1]?.split('\n## ')[0];
      for (const [column, keeps] of Object.entries(combined)) {
        expect(chapter).toContain(`the ${keeps} \`${column}\``);
      }
    }
  });
});
