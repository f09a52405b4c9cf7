import { once } from 'node:events';
import { createServer, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { listenFault } from '../../src/server/faults/index.ts';
import { type RunningServer, startServer } from '../../src/server/index.ts';
import { expectRadarError } from '../support/expect-error.ts';
import { addressPort } from '../support/target.ts';
import { until } from '../support/until.ts';
import { type Served, serve } from './served.ts';

const LOOPBACK = { host: '127.0.0.1', port: 0 };

let served: Served;
const running: RunningServer[] = [];
const sockets: Socket[] = [];
beforeEach(async () => {
  served = await serve();
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const server of running.splice(0)) await server.stop();
  await served.close();
});

async function start(
  options: Parameters<typeof startServer>[2] = {},
  address = LOOPBACK,
  parts: Partial<Served['parts']> = {},
): Promise<RunningServer> {
  const server = await startServer({ ...served.parts, ...parts }, address, options);
  running.push(server);
  return server;
}

/** A database whose first reads wait until a test lets them go. */
function heldDatabase() {
  let letGo = () => {};
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  let asked = 0;
  const { database } = served.parts;
  const query: typeof database.query = async (name, statement) => {
    asked++;
    await held;
    return database.query(name, statement);
  };
  return { database: { ...database, query }, asked: () => asked, letGo };
}

/** A connection of its own, with all that came back over it. */
function open(url: string) {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  sockets.push(socket);
  const received: string[] = [];
  socket.on('data', (piece) => received.push(piece.toString()));
  socket.on('error', () => {}); // a test cuts it, or the server does
  return {
    socket,
    text: () => received.join(''),
    answer: () =>
      until('an answer on the connection', () => {
        const [head, body] = received.join('').split('\r\n\r\n');
        return body?.endsWith('}') && { head, body: JSON.parse(body) };
      }),
    closed: () => until('the end of the connection', () => socket.closed || socket.readableEnded),
  };
}

describe('a started server', () => {
  test('answers at the address that it tells, and at no other after its stop', async () => {
    const server = await start();
    expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
    await server.stop();
    await expect(fetch(`${server.url}/healthz`)).rejects.toThrow();
    await server.stop();
  });

  test('takes localhost as a host', async () => {
    const server = await start({}, { host: 'localhost', port: 0 });
    expect(server.url).toMatch(/^http:\/\/localhost:\d+$/);
    expect((await fetch(server.url.replace('localhost', '127.0.0.1'))).status).toBe(404);
  });

  test('refuses foreign names on loopback, and takes them when it listens for others', async () => {
    const ask = (url: string) =>
      new Promise<number | undefined>((resolve, reject) => {
        const headers = { host: 'radar.example' };
        request(`${url}/healthz`, { headers, agent: false }, (answer) => {
          answer.resume().on('end', () => resolve(answer.statusCode));
        })
          .on('error', reject)
          .end();
      });
    expect(await ask((await start()).url)).toBe(421);
    expect(await ask((await start({}, { host: '0.0.0.0', port: 0 })).url)).toBe(200);
  });
});

describe('a server that cannot listen', () => {
  test('names the radarstore that holds the port', async () => {
    const port = Number(new URL((await start()).url).port);
    const fault = await expectRadarError(start({}, { host: '127.0.0.1', port }), 'HTTP_PORT_TAKEN');
    expect(fault.sentence).toBe(
      `Port ${port} of 127.0.0.1 is taken by radarstore 1.2.3, which already runs there. Stop it, or choose another port: --http-port ${port + 1}.`,
    );
  });

  test('says that another program holds the port, also when that never answers', async () => {
    const other = createServer(() => {});
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    try {
      const address = { host: '127.0.0.1', port: addressPort(other) };
      const fault = await expectRadarError(start({}, address), 'HTTP_PORT_TAKEN');
      expect(fault.message).toContain('taken by another program.');
    } finally {
      other.closeAllConnections();
      await new Promise((resolve) => other.close(resolve));
    }
  });

  test('says that a user may not have a port', async () => {
    const refused = Object.assign(new Error('listen EACCES'), { code: 'EACCES' });
    const address = { host: '127.0.0.1', port: 80 };
    const fault = await expectRadarError(
      listenFault(refused, address).then((named) => Promise.reject(named)),
      'HTTP_LISTEN_FAILED',
    );
    expect(fault.message).toBe('This user may not listen on 127.0.0.1:80.');
    expect(fault.hint).toContain('--http-port');
  });

  test.each(['192.0.2.1', 'no-such-host.invalid'])(
    'says that an address is not its own: %s',
    async (host) => {
      const fault = await expectRadarError(start({}, { host, port: 0 }), 'HTTP_LISTEN_FAILED');
      expect(fault.message).toBe(`The address ${host} is none of this machine.`);
      expect(fault.hint).toContain('--http-host');
    },
  );
});

describe('a stop', () => {
  test('lets a running request end, and refuses one that comes meanwhile', async () => {
    const held = heldDatabase();
    const server = await start({}, LOOPBACK, { database: held.database });
    const late = open(server.url);
    await until('the connection is there', () => !late.socket.connecting);
    const slow = fetch(`${server.url}/api/devices/x`);
    await until('the request has begun', () => held.asked() > 0);
    const stopped = server.stop();
    late.socket.write('GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n');
    const refused = await late.answer();
    await late.closed();
    await expect(fetch(`${server.url}/healthz`)).rejects.toThrow();
    expect(refused.head).toMatch(/^HTTP\/1\.1 503 .*connection: close/is);
    expect(refused.body).toMatchObject({ status: 503, code: 'STOPPING' });
    held.letGo();
    const answer = await slow;
    expect([answer.status, answer.headers.get('connection')]).toEqual([404, 'close']);
    await answer.arrayBuffer();
    await stopped;
  });

  test('lets a client take all of an answer that is already written', async () => {
    const large = largeDatabase();
    const server = await start({}, LOOPBACK, { database: large.database });
    const answer = await fetch(`${server.url}/api/devices?limit=1000`, {
      headers: { 'accept-encoding': 'identity' },
    });
    const stopped = server.stop();
    expect(((await answer.json()) as unknown[]).length).toBe(LARGE_ROWS);
    await stopped;
  });

  test('does not wait for connections that only lie open', async () => {
    const server = await start({ limits: { graceMs: 3_600_000 } });
    const idle = open(server.url);
    await until('the connection is there', () => !idle.socket.connecting);
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
    await server.stop();
    await idle.closed();
  });

  test('ends what does not end within the grace period', async () => {
    const held = heldDatabase();
    const server = await start({ limits: { graceMs: 50 } }, LOOPBACK, { database: held.database });
    const lost = fetch(`${server.url}/api/devices/x`).catch((fault: Error) => fault.name);
    await until('the request has begun', () => held.asked() > 0);
    await server.stop();
    expect(await lost).toBe('TypeError');
    held.letGo();
  });
});

describe('what never became a request', () => {
  test('too long headers are 431', async () => {
    const server = await start();
    const line = open(server.url);
    line.socket.write(
      `GET /healthz HTTP/1.1\r\nHost: localhost\r\nCookie: ${'x'.repeat(20_000)}\r\n\r\n`,
    );
    const { head, body } = await line.answer();
    expect(head).toMatch(/^HTTP\/1\.1 431 /);
    expect(body).toMatchObject({ status: 431, code: 'REQUEST_TOO_LARGE' });
    await line.closed();
  });

  test('they are told even to a client that sends them all before it reads', async () => {
    const server = await start();
    const line = open(server.url);
    line.socket.pause();
    line.socket.end(
      `GET / HTTP/1.1\r\nHost: localhost\r\nCookie: ${'x'.repeat(5_000_000)}\r\n\r\n`,
    );
    await once(line.socket, 'finish');
    line.socket.resume();
    expect((await line.answer()).head).toMatch(/^HTTP\/1\.1 431 /);
    await line.closed();
  });

  test('an address that is too long is 431', async () => {
    const server = await start();
    const answer = await fetch(`${server.url}/api/devices?search=${'x'.repeat(20_000)}`);
    expect(answer.status).toBe(431);
    expect(await answer.json()).toMatchObject({ code: 'REQUEST_TOO_LARGE' });
  });

  test('what is no HTTP is 400', async () => {
    const server = await start();
    const line = open(server.url);
    line.socket.write('hello?\r\n\r\n');
    const { head, body } = await line.answer();
    expect(head).toMatch(/^HTTP\/1\.1 400 Bad Request/);
    expect(body).toMatchObject({ status: 400, code: 'REQUEST_INVALID' });
    await line.closed();
  });

  test('a request without a host is 400, in the one shape', async () => {
    const server = await start();
    const line = open(server.url);
    line.socket.write('GET /healthz HTTP/1.1\r\n\r\n');
    expect((await line.answer()).body).toMatchObject({ status: 400, code: 'REQUEST_INVALID' });
  });

  test('one that does not arrive in time is 408', async () => {
    const server = await start({ limits: { requestMs: 100 } });
    const line = open(server.url);
    line.socket.write('GET /healthz HTTP/1.1\r\nHost: ');
    const { head, body } = await line.answer();
    expect(head).toMatch(/^HTTP\/1\.1 408 /);
    expect(body).toMatchObject({ status: 408, code: 'REQUEST_TIMEOUT' });
    await line.closed();
  });
});

describe('a client that', () => {
  test('does not take its answer is cut, and holds nothing', async () => {
    const large = largeDatabase();
    const limits = { answerMs: 100, graceMs: 3_600_000 };
    const server = await start({ limits }, LOOPBACK, { database: large.database });
    const line = open(server.url);
    line.socket.pause();
    line.socket.write('GET /api/devices?limit=1000 HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await until('the answer is made', large.answered);
    await until('the server has cut it', () => server.stop().then(() => true));
    line.socket.resume();
    await line.closed();
    expect(line.text().length).toBeLessThan(LARGE_ROWS * 20_000);
  });

  test('goes away in the middle leaves the server as it was', async () => {
    const held = heldDatabase();
    const server = await start({}, LOOPBACK, { database: held.database });
    const line = open(server.url);
    line.socket.write('GET /api/devices/x HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await until('the request has begun', () => held.asked() > 0);
    line.socket.resetAndDestroy();
    held.letGo();
    expect((await fetch(`${server.url}/api/devices/x`)).status).toBe(404);
    expect(served.log).toEqual([]);
  });
});

const LARGE_ROWS = 1_000;

/** A database whose device list is larger than what the buffers of a connection hold. */
function largeDatabase() {
  const many = Array.from({ length: LARGE_ROWS }, (_, index) => ({
    ...DEVICE_ROW,
    device_id: `device-${index}`,
    metadata: { note: 'x'.repeat(20_000) },
  }));
  const asked = new Set<string>();
  const { database } = served.parts;
  const query = async (name: string) => {
    asked.add(name);
    if (name === 'query.devices.total') return [{ total: LARGE_ROWS }];
    return name === 'query.devices' ? many : [];
  };
  return {
    database: { ...database, query: query as typeof database.query },
    answered: () => asked.has('query.devices.metric_kinds'),
  };
}

const DEVICE_ROW = {
  partition: 'default',
  metadata_by_source: {},
  ip: null,
  hostname: null,
  mac: null,
  first_seen: null,
  last_seen: null,
  is_available: null,
  device_type: 'network_device',
  discovery_sources: [],
  source_details: {},
  field_origins: {},
};
