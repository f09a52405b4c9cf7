import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { systemClock } from '../../src/core/index.ts';
import type { Database } from '../../src/database/index.ts';
import { startWriter } from '../../src/ingest/index.ts';
import { createMetrics, silentLogger } from '../../src/observe/index.ts';

const PAGE = new URL('../../docs/reference/metrics.md', import.meta.url);

/** Names with kind and labels, as the page lists them. */
async function exposed(): Promise<Map<string, string>> {
  const metrics = createMetrics('1.2.3');
  const database = { options: { schema: 'radar' } } as Database;
  const writer = startWriter({ database, clock: systemClock, metrics, log: silentLogger });
  try {
    const text = await metrics.expose();
    const kinds = [...text.matchAll(/^# TYPE (radarstore_\w+) (\w+)$/gm)];
    return new Map(kinds.map(([, name = '', kind = '']) => [name, kind]));
  } finally {
    await writer.stop(0);
  }
}

test('the reference of metrics lists exactly those of /metrics, each with its kind', async () => {
  const page = await readFile(PAGE, 'utf8');
  const listed = [...page.matchAll(/^\| `(radarstore_\w+)` \| (\w+) \|/gm)];
  const documented = new Map(listed.map(([, name = '', kind = '']) => [name, kind]));
  expect([...documented].sort()).toEqual([...(await exposed())].sort());
});
