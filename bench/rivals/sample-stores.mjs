import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from '../../dist/database/index.js';
import { findPrometheus, makePrometheus } from '../../scripts/parts/prometheus.mjs';
import { findVictoriaMetrics, makeVictoriaMetrics } from '../../scripts/parts/victoria-metrics.mjs';
import { freePort } from '../port.mjs';
import { startProgram } from './process.mjs';

const HEADERS = {
  'content-type': 'application/x-protobuf',
  'content-encoding': 'snappy',
  'x-prometheus-remote-write-version': '0.1.0',
};

/** Posts to an address of remote write. */
async function post(url, body) {
  const answer = await fetch(url, { method: 'POST', headers: HEADERS, body });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${text.slice(0, 500)}`);
}

/** radarstore's `serve`, whose table is emptied before each round. */
export function radarstoreStore({ serve, database, serverPid }) {
  return {
    name: 'radarstore',
    success: 'committed to disk, once',
    async open() {
      await database.execute(
        'bench.empty',
        sql`truncate ${database.relation('timeseries_metrics')}`,
      );
      await database.script('bench.checkpoint', 'checkpoint');
      return {
        processes: { serve: serve.pid, database: serverPid },
        send: (body) => post(`${serve.http}/api/v1/write`, body),
        async count() {
          const [row] = await database.query(
            'bench.count',
            sql`select count(*)::integer as n from ${database.relation('timeseries_metrics')}`,
          );
          return row.n;
        },
        close: async () => {},
      };
    },
  };
}

/** VictoriaMetrics with an empty folder for each round. */
export async function victoriaStore() {
  if (findVictoriaMetrics() === undefined) await makeVictoriaMetrics();
  const { path, version } = findVictoriaMetrics();
  return {
    name: `VictoriaMetrics ${version}`,
    success: 'in memory, on disk some seconds later',
    open: () =>
      openProgram(path, {
        args: (folder, port) => [
          `-storageDataPath=${folder}`,
          `-httpListenAddr=127.0.0.1:${port}`,
          '-loggerLevel=ERROR',
        ],
        ready: '/health',
        counter: 'vm_rows_inserted_total{type="promremotewrite"}',
      }),
  };
}

/** Prometheus with an empty folder for each round. */
export async function prometheusStore() {
  if (findPrometheus() === undefined) await makePrometheus();
  const { path, version } = findPrometheus();
  return {
    name: `Prometheus ${version}`,
    success: 'in its log, not yet forced to disk',
    open: () =>
      openProgram(path, {
        args: (folder, port) => [
          '--config.file=/dev/null',
          `--storage.tsdb.path=${folder}`,
          `--web.listen-address=127.0.0.1:${port}`,
          '--web.enable-remote-write-receiver',
          '--log.level=error',
        ],
        ready: '/-/ready',
        counter: 'prometheus_tsdb_head_samples_appended_total',
      }),
  };
}

async function openProgram(path, { args, ready, counter }) {
  const folder = await mkdtemp(join(tmpdir(), 'radarstore-bench-'));
  const port = await freePort();
  const base = `http://127.0.0.1:${port}`;
  const remove = () => rm(folder, { recursive: true, force: true });
  const program = await startProgram(path, args(folder, port), base + ready).catch(
    async (fault) => {
      await remove();
      throw fault;
    },
  );
  return {
    processes: { serve: program.pid, database: null },
    send: (body) => post(`${base}/api/v1/write`, body),
    async count() {
      const text = await (await fetch(`${base}/metrics`)).text();
      const lines = text.split('\n').filter((line) => line.startsWith(counter));
      return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
    },
    async close() {
      await program.stop();
      await remove();
    },
  };
}
