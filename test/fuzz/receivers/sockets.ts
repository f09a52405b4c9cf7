import { connect, type Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Random } from '../../../src/ingest/load/random.ts';
import { LIMITS, type Limits } from '../../../src/server/limits.ts';
import { listen } from '../../../src/server/listen.ts';
import { createDrain } from '../../../src/server/protocol/index.ts';
import { buildServer } from '../../../src/server/server.ts';
import {
  type FuzzTarget,
  lines,
  type MadeRequest,
  type MakeReceiver,
  readAnswer,
  serverParts,
  type Told,
} from '../receiver.ts';
import { type Handed, watching } from '../watch.ts';
import { eventsRequest } from './events.ts';
import { answersIn, BREAKS, inChunks, type RawAnswer, withLength } from './raw-http.ts';
import { recordsRequest } from './records.ts';

/** HTTP on sockets, by bytes that no client library would send. Each input is a connection. */
export const makeSockets: MakeReceiver = async (target) => {
  const watch = watching(target);
  const watched = { ...target, write: watch.write };
  const patient = await startQuiet(watched, LIMITS);
  const impatient = await startQuiet(watched, { ...LIMITS, ...IMPATIENT });
  let sent: Connection | undefined;
  return {
    async send(random) {
      watch.take();
      const faults = lines.length;
      const connection = connectionOf(random);
      sent = connection;
      const server =
        connection.ending === 'deaf' || connection.ending === 'rest' ? impatient : patient;
      const answers = answersIn(await exchange(server.port, connection));
      await server.quiet();
      await watch.settled();
      if (lines.length > faults) throw new Error(`it logged ${lines.slice(faults).join('')}`);
      return toldBy(connection, answers, watch.take());
    },
    last: () => (sent === undefined ? 'nothing' : shown(sent)),
    async close() {
      await patient.stop();
      await impatient.stop();
    },
  };
};

/** Of a server for those who do not go on, so that nobody waits for it long. */
const IMPATIENT: Partial<Limits> = { requestMs: 300, idleMs: 500, keepAliveMs: 500, answerMs: 300 };

interface QuietServer {
  readonly port: number;
  /** Resolves when no connection is open, and nothing is worked at. */
  quiet(): Promise<void>;
  stop(): Promise<void>;
}

/** A server that tells when it has ended with all that was sent to it. */
async function startQuiet(target: FuzzTarget, limits: Limits): Promise<QuietServer> {
  const drain = createDrain();
  const app = buildServer(serverParts(target), { limits, drain });
  let working = 0;
  app.addHook('onRoute', (route) => {
    const { handler } = route;
    route.handler = async function work(request, reply) {
      working += 1;
      try {
        return await handler.call(this, request, reply);
      } finally {
        working -= 1;
      }
    };
  });
  const { url, stop } = await listen(
    app,
    { host: '127.0.0.1', port: 0 },
    { drain, graceMs: 5_000 },
  );
  const isOpen = () =>
    new Promise<boolean>((resolve) => {
      app.server.getConnections((_, count) => resolve(count > 0));
    });
  return {
    port: Number(new URL(url).port),
    async quiet() {
      // Between two steps of a request nothing is worked at either, but for some turns.
      for (let turns = 0; turns < QUIET_TURNS; turns++) {
        if (working > 0 || (await isOpen())) turns = 0;
        await nextTurn();
      }
    },
    stop,
  };
}

const QUIET_TURNS = 8;

/** What a client does after its last byte. */
type Ending =
  /** Waits for its answers, and goes. */
  | 'wait'
  /** Closes its half, and waits. */
  | 'half-close'
  /** Is gone at once. */
  | 'reset'
  /** Never reads an answer. */
  | 'deaf'
  /** Says nothing more, and waits for the server to give up. */
  | 'rest';

interface Connection {
  readonly pieces: readonly Buffer[];
  readonly ending: Ending;
  /** How many requests it has; undefined where it is broken, so that nobody knows. */
  readonly requests: number | undefined;
  readonly made: number | undefined;
}

function connectionOf(random: Random): Connection {
  const rare = random.below(400);
  if (rare === 0) return deaf(random);
  const requests = Array.from({ length: 1 + random.below(random.pick([1, 1, 6])) }, () =>
    requestOf(random),
  );
  const bytes = requests.map(({ sent }) =>
    random.below(3) === 0 ? inChunks(sent, random) : withLength(sent),
  );
  if (random.below(3) > 0) {
    const made = requests.reduce<number | undefined>(
      (sum, { made: one }) => (sum === undefined || one === undefined ? undefined : sum + one),
      0,
    );
    const ending = random.pick(['wait', 'wait', 'half-close'] as const);
    return { pieces: piecesOf(Buffer.concat(bytes), random), ending, requests: bytes.length, made };
  }
  const unknown = { requests: undefined, made: undefined };
  if (random.below(4) === 0) {
    return { pieces: piecesOf(Buffer.concat(bytes), random), ending: 'reset', ...unknown };
  }
  const broken = random.pick(BREAKS)(requestOf(random).sent, random);
  const at = random.below(bytes.length + 1);
  const all = Buffer.concat([...bytes.slice(0, at), broken, ...bytes.slice(at)]);
  const ending = rare < 4 ? 'rest' : 'half-close';
  return { pieces: piecesOf(all, random), ending, ...unknown };
}

const requestOf = (random: Random): MadeRequest =>
  random.below(4) === 0 ? eventsRequest(random) : recordsRequest(random);

/** So many requests that their answers fill what the system holds for a client, or that it is a flood. */
function deaf(random: Random): Connection {
  const { sent } = requestOf(random);
  const count = random.pick([1, 20, 99, 150]);
  const pieces = Array.from({ length: count }, () => withLength(sent));
  return { pieces, ending: 'deaf', requests: undefined, made: undefined };
}

function piecesOf(bytes: Buffer, random: Random): readonly Buffer[] {
  if (random.below(3) > 0) return [bytes];
  const cuts = Array.from({ length: random.below(8) }, () => random.below(bytes.length + 1));
  const places = [0, ...cuts.sort((a, b) => a - b), bytes.length];
  return places.slice(1).map((to, index) => bytes.subarray(places[index], to));
}

/** Sends what a connection has, and answers with what came back until its end. */
async function exchange(port: number, connection: Connection): Promise<Buffer> {
  const { pieces, ending, requests } = connection;
  const socket = connect({ host: '127.0.0.1', port, allowHalfOpen: true, noDelay: true });
  const parts: Buffer[] = [];
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  socket.on('error', () => {}); // the server may cut it
  if (ending === 'deaf') socket.pause();
  else {
    socket.on('data', (bytes) => {
      parts.push(bytes);
      if (ending === 'wait' && answersIn(Buffer.concat(parts)).length === requests)
        socket.destroy();
    });
    // Whoever is told that there is nothing more goes too.
    socket.on('end', () => socket.destroy());
  }
  // The server must not depend on its going.
  if (ending === 'deaf') setTimeout(() => socket.destroy(), DEAF_MS);
  for (const piece of pieces) {
    if (socket.destroyed) break;
    // What nobody takes is waited for until the connection is gone.
    await Promise.race([closed, writing(socket, piece)]);
    await nextTurn();
  }
  if (ending === 'half-close') socket.end();
  else if (ending === 'reset') socket.resetAndDestroy();
  await closed;
  return Buffer.concat(parts);
}

/** Longer than the impatient server waits for anything. */
const DEAF_MS = 1_500;

const writing = (socket: Socket, piece: Buffer) =>
  new Promise<void>((resolve) => {
    socket.write(piece, () => resolve());
  });

/** What the answers mean for the books. */
function toldBy(
  { requests, made }: Connection,
  answers: readonly RawAnswer[],
  handed: Handed | undefined,
): Told {
  const went = (handed?.rows ?? 0) + (handed?.brought ?? 0);
  let records = 0;
  const left = new Map<string, number>();
  const leave = (reason: string) => left.set(reason, (left.get(reason) ?? 0) + 1);
  for (const { status, body } of answers) {
    if (status >= 500) throw new Error(`answered ${status}: ${body}`);
    const told = readAnswer(body);
    if (told.whole === undefined) records += told.records;
    else leave(told.whole);
  }
  const all = answers.length === requests;
  if (requests !== undefined && !all && answers.at(-1)?.last !== true) {
    throw new Error(`${requests} requests have ${answers.length} answers`);
  }
  if (all) {
    return { records, left, made: left.size > 0 ? undefined : made };
  }
  // What was not answered may be stored all the same, and the sender must come again.
  if (answers.length === 0 && went === 0) leave('no answer');
  return { records: Math.max(records, went), left, made: undefined };
}

function shown({ pieces, ending, requests }: Connection): string {
  const bytes = Buffer.concat([...pieces]);
  const lengths = pieces.map(({ length }) => length);
  return `${ending} ${requests} requests in ${lengths.slice(0, 20)}: ${bytes.subarray(0, 6_000).toString('base64')}`;
}
