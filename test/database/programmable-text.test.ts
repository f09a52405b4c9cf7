import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { DATASETS, timeOf } from '../../src/catalogue/index.ts';
import { readFiles } from '../../src/database/programmables/file.ts';
import { grafanaColumns } from '../../src/database/programmables/index.ts';
import {
  declaredFunctions,
  declaredViews,
  replaceableViews,
  viewsOver,
} from '../../src/database/programmables/views.ts';

const TEXTS = [
  {
    name: '10_first',
    text: `-- a remark
create or replace view :schema.one as
select ';' as semicolon
  from :schema.things;

create or replace view :schema.two as select * from :schema.one;
create or replace function :schema.twice(value integer)
returns integer language sql return 2 * value;
`,
  },
  {
    name: '20_second',
    text: 'create or replace view :grafana.one as select * from :schema.two;\n',
  },
];

describe('the text of programmables', () => {
  test('tells the views and functions that it makes, in order', () => {
    expect(declaredViews(TEXTS)).toEqual([
      { place: 'schema', name: 'one' },
      { place: 'schema', name: 'two' },
      { place: 'grafana', name: 'one' },
    ]);
    expect(declaredFunctions(TEXTS)).toEqual(['twice']);
  });

  test('tells which views read from a relation, the last first', () => {
    const names = viewsOver(TEXTS, 'things').map(({ place, name }) => `${place}.${name}`);
    expect(names).toEqual(['grafana.one', 'schema.two', 'schema.one']);
    expect(viewsOver(TEXTS, 'thing')).toEqual([]);
  });

  test('drops a view that cannot be replaced together with those that read from it, and no other', () => {
    const [first, second] = replaceableViews(TEXTS).map(({ text }) => text);
    expect(first).toContain('drop view if exists :grafana.one, :schema.two, :schema.one;');
    expect(first).toContain('drop view if exists :grafana.one, :schema.two;');
    expect(second).toContain('drop view if exists :grafana.one;');
    expect(first).toContain("select ';' as semicolon");
    expect(first).toContain('returns integer language sql return 2 * value;');
  });

  test('lies in files with numbers, all in one transaction', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'radarstore-programmables-'));
    const read = () => readFiles('partitions', pathToFileURL(`${folder}/`));
    try {
      await writeFile(
        join(folder, '20_b.sql'),
        '--! if hypertables\nselect 1;\n--! end\nselect 2;\n',
      );
      await writeFile(join(folder, '10_a.sql'), 'select 3;\n');
      expect(await read()).toEqual([
        { name: '10_a', text: 'select 3;\n' },
        { name: '20_b', text: 'select 2;\n' },
      ]);
      await writeFile(join(folder, '30_c.sql'), '--! no-transaction\nselect 1;\n');
      await expect(read()).rejects.toThrow('30_c.sql');
      await rm(join(folder, '30_c.sql'));
      await writeFile(join(folder, 'unnumbered.sql'), '');
      await expect(read()).rejects.toThrow('unnumbered.sql');
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe('views for Grafana', () => {
  test.each(DATASETS.filter((dataset) => timeOf(dataset) !== undefined))(
    '$name begins with the time, and names each column once',
    (dataset) => {
      const names = grafanaColumns(dataset)?.map((column) => column.name);
      if (dataset.rights?.secret === true) {
        expect(names).toBeUndefined();
        return;
      }
      expect(names?.[0]).toBe('time');
      expect(new Set(names).size).toBe(names?.length);
    },
  );

  test('show the mean of a rollup as sum divided by count', () => {
    const dataset = DATASETS.find((one) => one.name === 'cpu_metrics_hourly');
    const mean =
      dataset && grafanaColumns(dataset)?.find((one) => one.name === 'usage_percent_avg');
    expect(mean).toMatchObject({ unit: '%' });
    expect(mean?.of).toBe('(usage_percent_sum / nullif(usage_percent_count, 0))::double precision');
  });
});
