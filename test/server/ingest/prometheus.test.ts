import { expect, test } from 'vitest';
import { systemClock } from '../../../src/core/index.ts';
import { sql } from '../../../src/database/index.ts';
import { startWriter } from '../../../src/ingest/index.ts';
import { createMetrics, silentLogger } from '../../../src/observe/index.ts';
import { startServer } from '../../../src/server/index.ts';
import { describeWithPrometheus, startPrometheus } from '../../support/prometheus-server.ts';
import { until } from '../../support/until.ts';
import { serve } from './sender.ts';

/** It sends its first samples after some seconds, whatever it is told. */
const PATIENCE_MS = 30_000;

describeWithPrometheus('a Prometheus that writes what it scrapes', (program) => {
  test('finds its samples in the store, by device, metric and labels', async () => {
    const served = await serve();
    const { database } = served.db;
    const metrics = createMetrics('test');
    const writer = startWriter({ database, clock: systemClock, metrics, log: silentLogger });
    const ingest = { ...served.parts.ingest, writer };
    const parts = { ...served.parts, clock: systemClock, metrics, ingest };
    const server = await startServer(parts, { host: '127.0.0.1', port: 0 });
    const prometheus = await startPrometheus(program, {
      scrape: `${server.url}/metrics`,
      write: `${server.url}/api/v1/write`,
    });
    try {
      const rows = await until(
        'two samples of `up`',
        async () => {
          const found = await database.query<{ readonly [column: string]: unknown }>(
            'test.up',
            sql`select * from radar.timeseries_metrics where metric_name = 'up' order by timestamp`,
          );
          return found.length >= 2 && found;
        },
        PATIENCE_MS,
      );
      const instance = new URL(server.url).host;
      expect(rows[0]).toMatchObject({
        value: 1,
        metric_type: 'prometheus',
        device_id: 'west:127.0.0.1',
        target_device_ip: '127.0.0.1',
        partition: 'west',
        tags: { instance, job: 'radarstore', partition: 'west' },
      });
      const [own] = await database.query<{ readonly count: number }>(
        'test.own',
        sql`select count(distinct metric_name)::integer as count from radar.timeseries_metrics`,
      );
      expect(own?.count).toBeGreaterThan(20);
      const answers = await metrics.expose();
      expect(answers).toMatch(/route="\/api\/v1\/write",status="204"/);
      expect(answers).not.toMatch(/route="\/api\/v1\/write",status="[45]/);
    } catch (fault) {
      throw new Error(`${String(fault)}\n${await prometheus.log()}`, { cause: fault });
    } finally {
      await prometheus.close();
      await server.stop();
      await writer.stop(5_000);
      await served.close();
    }
  });
});
