import { sql } from '../../../src/database/index.ts';
import { type App, buildServer } from '../../../src/server/index.ts';
import { type Body, type Served, type ServedOptions, serve } from '../served.ts';

/** What was answered to a request that sends. */
export interface Sent {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: Body;
}

export interface Sending {
  readonly type?: string | undefined;
  readonly headers?: Record<string, string>;
}

/** Posts a body without a network. */
export async function post(
  app: App,
  url: string,
  payload: string | Buffer,
  { type = 'application/x-ndjson', headers = {} }: Sending = {},
): Promise<Sent> {
  const answer = await app.inject({
    method: 'POST',
    url,
    payload,
    headers: { 'content-type': type, ...headers },
  });
  return {
    status: answer.statusCode,
    headers: answer.headers,
    body: answer.body === '' ? (undefined as unknown as Body) : (answer.json() as Body),
  };
}

/** One JSON text a line. */
export const lines = (...records: readonly object[]): string =>
  records.map((record) => `${JSON.stringify(record)}\n`).join('');

/** How many rows a dataset has. */
export async function count(served: Served, dataset: string): Promise<number> {
  const [row] = await served.db.database.query<{ readonly count: number }>(
    'test.count',
    sql`select count(*)::integer as count from ${served.db.database.relation(dataset)}`,
  );
  return row?.count ?? -1;
}

export { buildServer, type Served, type ServedOptions, serve };
