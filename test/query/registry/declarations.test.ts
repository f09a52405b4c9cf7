import { beforeAll, expect, test } from 'vitest';
import type { NewRow } from '../../../src/catalogue/index.ts';
import { type DeclarationFilter, readDeclarations } from '../../../src/query/index.ts';
import { writtenDatabase } from '../../ingest/writer/writing.ts';
import { describeEachEngine } from '../../support/database.ts';

const HOUR = 3_600_000_000;
const NOW = Date.now() * 1_000;
const hoursAgo = (hours: number) => NOW - hours * HOUR;

describeEachEngine('declarations of services', (engine) => {
  const at = writtenDatabase(engine);
  const declared = (hours: number, more: Partial<NewRow<'services'>> = {}) => ({
    timestamp: hoursAgo(hours),
    poller_id: 'edge',
    agent_id: 'a-1',
    service_name: 'ping',
    service_type: 'icmp',
    config: { kv_enabled: String(hours) },
    partition: 'north',
    ...more,
  });
  const ROWS = [
    declared(1),
    declared(600),
    declared(30, { poller_id: 'south', partition: 'south' }),
    declared(30, { service_name: 'web', service_type: 'http' }),
    declared(30),
    declared(30, { agent_id: '' }),
    declared(30, { agent_id: 'a-2', partition: null }),
    declared(30, { service_type: '' }),
  ];
  beforeAll(async () => {
    // What is late, and what comes twice.
    for (const rows of [ROWS.slice(0, 5), ROWS.slice(3), ROWS]) {
      await at.writer.write({ rows: { services: rows } });
    }
  });

  const EVERY: DeclarationFilter = {
    pollerId: undefined,
    agentId: undefined,
    service: undefined,
    type: undefined,
    partition: undefined,
    range: { start: hoursAgo(720), end: NOW },
    partitions: null,
  };
  const page = (filter: Partial<DeclarationFilter>, limit = 100, cursor?: string) =>
    readDeclarations(at.db.database, { ...EVERY, ...filter }, { limit, cursor });
  const sketch = async (filter: Partial<DeclarationFilter>) =>
    (await page(filter)).rows.map(
      (row) =>
        `${(NOW - row.timestamp) / HOUR} ${row.poller_id} ${row.agent_id} ${row.service_name} ${row.service_type}`,
    );
  const ALL = [
    '1 edge a-1 ping icmp',
    '30 edge  ping icmp',
    '30 edge a-1 ping ',
    '30 edge a-1 ping icmp',
    '30 edge a-2 ping icmp',
    '30 edge a-1 web http',
    '30 south a-1 ping icmp',
    '600 edge a-1 ping icmp',
  ];

  test('are each told once at their time, the newest first, as they were declared', async () => {
    expect(await sketch({})).toEqual(ALL);
    const { rows } = await page({ range: { start: hoursAgo(2), end: NOW } });
    expect(rows).toEqual([declared(1)]);
  });

  test('are those of a poller, an agent, a service, a kind and a range, as far as these are told', async () => {
    expect(await sketch({ pollerId: 'south' })).toEqual(['30 south a-1 ping icmp']);
    expect(await sketch({ agentId: '' })).toEqual(['30 edge  ping icmp']);
    expect(await sketch({ service: 'web' })).toEqual(['30 edge a-1 web http']);
    expect(await sketch({ type: '' })).toEqual(['30 edge a-1 ping ']);
    expect(await sketch({ pollerId: 'edge', agentId: 'a-2', service: 'ping' })).toEqual([
      '30 edge a-2 ping icmp',
    ]);
    const half = { start: hoursAgo(600), end: hoursAgo(30) };
    expect(await sketch({ range: half })).toEqual(['600 edge a-1 ping icmp']);
    expect(await sketch({ pollerId: "it's; drop table" })).toEqual([]);
  });

  test('of other partitions, and of none, are hidden from who is confined', async () => {
    expect(await sketch({ partitions: ['south'] })).toEqual(['30 south a-1 ping icmp']);
    expect(await sketch({ partitions: ['south'], partition: 'north' })).toEqual([]);
    expect(await sketch({ partitions: ['north', 'south'] })).toHaveLength(ALL.length - 1);
    expect(await sketch({ partitions: [] })).toEqual([]);
  });

  test('go on behind a cursor, nothing doubled and nothing left out', async () => {
    const { rows } = await page({});
    for (const limit of [1, 3]) {
      const seen: unknown[] = [];
      let cursor: string | undefined;
      do {
        const { rows: some, next } = await page({}, limit, cursor);
        seen.push(...some);
        cursor = next ?? undefined;
      } while (cursor !== undefined);
      expect(seen).toEqual(rows);
    }
  });
});
