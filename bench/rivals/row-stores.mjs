import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from '../../dist/database/index.js';
import { findChdb, makeChdb } from '../../scripts/parts/chdb.mjs';

const CHILD = join(import.meta.dirname, 'clickhouse-child.mjs');

/** radarstore's `serve` by HTTP, whose table is emptied before each round. */
export function radarstoreRows({ serve, database, serverPid }) {
  return {
    name: 'radarstore',
    success: 'committed to disk, once',
    async open(dataset) {
      await database.execute('bench.empty', sql`truncate ${database.relation(dataset)}`);
      await database.script('bench.checkpoint', 'checkpoint');
      const url = `${serve.http}/api/ingest/${dataset}`;
      const headers = { 'content-type': 'application/x-ndjson' };
      return {
        processes: { serve: serve.pid, database: serverPid },
        async send(body) {
          const answer = await fetch(url, { method: 'POST', headers, body });
          const text = await answer.text();
          if (!answer.ok)
            throw new Error(`${url} answered ${answer.status}: ${text.slice(0, 500)}`);
        },
        async count() {
          const [row] = await database.query(
            'bench.count',
            sql`select count(*)::integer as n from ${database.relation(dataset)}`,
          );
          return row.n;
        },
        close: async () => {},
      };
    },
  };
}

const TABLES = {
  cpu_metrics: `create table t (
      timestamp DateTime64(6, 'UTC'), poller_id String, agent_id String, host_id String, core_id Int32,
      usage_percent Float64, frequency_hz Float64, label String, cluster String, device_id String,
      partition String
    ) engine = MergeTree order by (device_id, timestamp, core_id, poller_id)`,
  logs: `create table t (
      timestamp DateTime64(6, 'UTC'), trace_id Nullable(String), span_id Nullable(String),
      severity_text String, severity_number Int32, body String, service_name String,
      service_version String, service_instance String, scope_name String, attributes String,
      resource_attributes String, severity_class String, observed_timestamp DateTime64(6, 'UTC'),
      time_unix_nano Int64, observed_time_unix_nano Int64, source String
    ) engine = MergeTree order by (service_name, timestamp)`,
};

/** ClickHouse's engine in a process of its own, with an empty folder for each round. */
export async function clickhouseRows() {
  if (findChdb() === undefined) await makeChdb();
  const home = findChdb();
  return {
    name: 'ClickHouse engine (chdb)',
    success: 'in a part on disk, not forced; the same row twice is two',
    async open(dataset) {
      const folder = await mkdtemp(join(tmpdir(), 'radarstore-bench-'));
      const child = fork(CHILD, [join(home, 'package.json'), folder], {
        serialization: 'advanced',
      });
      const ask = async (question) => {
        child.send(question);
        const [answer] = await once(child, 'message');
        if (answer.fault !== undefined) throw new Error(answer.fault);
        return answer.text;
      };
      await ask({ query: TABLES[dataset] });
      // One process answers one question at a time, so that questions wait for each other here.
      let turn = Promise.resolve();
      return {
        processes: { serve: child.pid, database: null },
        send(body) {
          turn = turn.then(() => ask({ query: 'insert into t format JSONEachRow', body }));
          return turn;
        },
        count: async () => Number((await ask({ query: 'select count() from t' })).trim()),
        async close() {
          const ended = once(child, 'exit');
          child.disconnect();
          await ended;
          await rm(folder, { recursive: true, force: true });
        },
      };
    },
  };
}
