import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { startServer } from '../../src/server/index.ts';
import { until } from '../support/until.ts';
import { serve } from './served.ts';

const REQUEST = 'GET /api/devices/x HTTP/1.1\r\nHost: localhost\r\n\r\n';

test.each([
  ['a hundred requests, which are answered', 100, 100],
  ['more than anybody needs, and is cut off', 101, 0],
])('a client that sends without waiting for an answer: %s', async (_, requests, answers) => {
  const served = await serve();
  const held = heldQueries(served.parts.database);
  // Nothing may be left that a stop would have to wait for.
  const server = await startServer(
    { ...served.parts, database: held.database },
    { host: '127.0.0.1', port: 0 },
    { limits: { graceMs: 3_600_000 } },
  );
  const client = connect(Number(new URL(server.url).port), '127.0.0.1');
  try {
    let text = '';
    client.on('error', () => {}); // it is cut
    client.on('data', (piece) => {
      text += piece;
    });
    client.write(REQUEST.repeat(requests));
    if (answers > 0) await until('the first is worked on', () => held.asked() > 0);
    else await until('the connection is cut', () => client.closed);
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
    held.letGo();
    await until('the answers', () => text.split('HTTP/1.1 404').length - 1 === answers);
    // However many wait, one at a time is worked on; nobody would read those of a cut connection.
    expect(held.most()).toBe(Math.min(answers, 1));
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
    client.destroy();
    await server.stop();
  } finally {
    client.destroy();
    await server.stop();
    await served.close();
  }
});

/** A database whose queries wait until a test lets them go. */
function heldQueries(database: Awaited<ReturnType<typeof serve>>['parts']['database']) {
  let letGo = () => {};
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  let asked = 0;
  let busy = 0;
  let most = 0;
  const query: typeof database.query = async (name, statement) => {
    asked++;
    busy++;
    most = Math.max(most, busy);
    await held;
    try {
      return await database.query(name, statement);
    } finally {
      busy--;
    }
  };
  return { database: { ...database, query }, asked: () => asked, most: () => most, letGo };
}
