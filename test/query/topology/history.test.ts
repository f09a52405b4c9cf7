import { beforeAll, expect, test } from 'vitest';
import { type NewRow, withHash } from '../../../src/catalogue/index.ts';
import { sql } from '../../../src/database/index.ts';
import { type ReportFilter, readReportHistory } from '../../../src/query/index.ts';
import { writtenDatabase } from '../../ingest/writer/writing.ts';
import { describeEachEngine } from '../../support/database.ts';
import { insertDevices } from '../devices/inventory.ts';

const MINUTE = 60_000_000;
const NOW = Date.now() * 1_000;
const ago = (minutes: number) => NOW - minutes * MINUTE;

type Seen = NewRow<'topology_discovery_events'>;

describeEachEngine('reports of neighbours', (engine) => {
  const at = writtenDatabase(engine);
  const seen = (minutes: number, id: string, name: string, more: Partial<Seen> = {}) =>
    withHash('topology_discovery_events', {
      timestamp: ago(minutes),
      local_device_id: id,
      local_device_ip: '10.0.0.1',
      protocol_type: 'LLDP',
      neighbor_system_name: name,
      agent_id: 'a',
      poller_id: 'p',
      ...more,
    } as Seen);
  const ROWS = [
    seen(1, 'east:10.0.0.1', 'one', { neighbor_as: 4_200_000_000, metadata: { ttl: 120 } }),
    seen(600, 'east:10.0.0.1', 'one'),
    seen(5, 'east:10.0.0.1', 'two'),
    seen(5, 'east:10.0.0.1', 'three'),
    seen(5, 'east:10.0.0.9', 'of old', { protocol_type: 'bgp' }),
    seen(5, 'west:10.0.0.1', 'elsewhere'),
    seen(7, 'south:10.0.0.7', 'of nobody'),
    seen(8, '', 'behind an address'),
  ];
  beforeAll(async () => {
    await insertDevices(at.db, {
      'east:10.0.0.1': { partition: 'east' },
      'west:10.0.0.1': { partition: 'west' },
    });
    await at.db.database.query(
      'test.redirect',
      sql`insert into radar.device_redirects (old_id, device_id, since, partition, identity)
          values ('east:10.0.0.9', 'east:10.0.0.1', now(), 'east', 'id:east:10.0.0.9')`,
    );
    for (const rows of [ROWS.slice(0, 4), ROWS.slice(2), ROWS]) {
      await at.writer.write({ rows: { topology_discovery_events: rows } });
    }
  });

  const EVERY: ReportFilter = {
    deviceId: undefined,
    partition: undefined,
    protocol: undefined,
    range: { start: ago(1_440), end: NOW },
    partitions: null,
  };
  const page = (filter: Partial<ReportFilter>, limit = 100, cursor?: string) =>
    readReportHistory(at.db.database, { ...EVERY, ...filter }, { limit, cursor });
  const names = async (filter: Partial<ReportFilter>) =>
    (await page(filter)).rows.map((row) => row.neighbor_system_name);

  test('are each told once at their time, the newest first, with the device to which they belong', async () => {
    const { rows } = await page({});
    expect(rows.map((row) => (NOW - row.timestamp) / MINUTE)).toEqual([1, 5, 5, 5, 5, 7, 8, 600]);
    expect(rows[0]).toMatchObject({
      owner_id: 'east:10.0.0.1',
      partition: 'east',
      neighbor_as: 4_200_000_000,
      metadata: { ttl: 120 },
    });
    expect(rows.find((row) => row.neighbor_system_name === 'of nobody')).toMatchObject({
      owner_id: 'south:10.0.0.7',
      partition: 'south',
    });
  });

  test('of one device are also those under an id that became part of it', async () => {
    expect((await names({ deviceId: 'east:10.0.0.1' })).sort()).toEqual(
      ['of old', 'one', 'one', 'three', 'two'].sort(),
    );
    const { rows } = await page({ deviceId: 'east:10.0.0.1', protocol: 'BGP' });
    expect(rows).toMatchObject([{ owner_id: 'east:10.0.0.1', local_device_id: 'east:10.0.0.9' }]);
    const half = { start: ago(600), end: ago(5) };
    expect(await names({ deviceId: 'east:10.0.0.1', range: half })).toEqual(['one']);
  });

  test('of other partitions are hidden from who is confined', async () => {
    expect(await names({ partitions: ['west'] })).toEqual(['elsewhere']);
    expect(await names({ partitions: ['west'], deviceId: 'east:10.0.0.1' })).toEqual([]);
    expect(await names({ partitions: ['west'], partition: 'east' })).toEqual([]);
    expect(await names({ partition: 'south' })).toEqual(['of nobody']);
    expect(await names({ partitions: [] })).toEqual([]);
  });

  test('go on behind a cursor, nothing doubled and nothing left out', async () => {
    const { rows } = await page({});
    for (const limit of [1, 3]) {
      const told: unknown[] = [];
      let cursor: string | undefined;
      do {
        const { rows: some, next } = await page({}, limit, cursor);
        told.push(...some);
        cursor = next ?? undefined;
      } while (cursor !== undefined);
      expect(told).toEqual(rows);
    }
  });
});
