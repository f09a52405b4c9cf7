import { expect, test } from 'vitest';
import { applySchema, connectDatabase, type Database, sql } from '../../../src/database/index.ts';
import { silentLogger } from '../../../src/observe/index.ts';
import { createOwnFolder } from '../../support/own-server.ts';
import { poolOptions } from '../../support/target.ts';
import { until } from '../../support/until.ts';
import { startTestWriter } from './writing.ts';

const START = Date.now() * 1_000;

test('a server that is killed in the middle of batches has every row once when it is back', async () => {
  const folder = await createOwnFolder();
  let database: Database | undefined;
  try {
    const server = await folder.start();
    database = await connectDatabase(poolOptions(server.target));
    await applySchema(database, { log: silentLogger, programVersion: 'test' });
    const writer = startTestWriter(database, { batchRows: 500 });
    const rows = Array.from({ length: 10_000 }, (_, n) => ({
      timestamp: START + n,
      device_id: `default:${n % 3}`,
      core_id: 0,
    }));
    let answered = 0;
    const write = async (from: number) => {
      const part = rows.slice(from, from + 250);
      const { cpu_metrics } = await writer.write({ rows: { cpu_metrics: part } });
      answered += 1;
      return cpu_metrics;
    };
    const outcomes = Array.from({ length: 40 }, (_, n) => write(n * 250));
    await until('some are stored', () => answered >= 4);
    process.kill(server.pid() ?? 0, 'SIGKILL');
    for (const outcome of await Promise.all(outcomes)) {
      expect(outcome).toEqual({ stored: 250, duplicate: 0, conflict: 0, refused: [] });
    }
    const [count] = await database.query<{ rows: number }>(
      'test.count',
      sql`select count(*) as rows from radar.cpu_metrics`,
    );
    expect(count?.rows).toBe(10_000);
    await writer.stop(1_000);
  } finally {
    await database?.close();
    await folder.remove();
  }
});
