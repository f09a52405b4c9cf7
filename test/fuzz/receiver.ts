import type { Database } from '../../src/database/index.ts';
import type { WriteBatch, WriteOutcome } from '../../src/ingest/index.ts';
import type { Random } from '../../src/ingest/load/random.ts';
import { createInventory } from '../../src/inventory/index.ts';
import { createHealth, createLogger, createMetrics } from '../../src/observe/index.ts';
import type { App, ServerParts } from '../../src/server/index.ts';
import { manualClock } from '../support/clock.ts';
import { registryOver } from '../support/registry.ts';
import { NOW } from './record.ts';

/** What a receiver said of one input. */
export interface Told {
  /** Records that it told of. */
  readonly records: number;
  /** Records that the input was made of; undefined where it was damaged, so that nobody knows. */
  readonly made: number | undefined;
  /** The code with which the input was refused as a whole; it counts as one record. */
  readonly whole?: string | undefined;
  /** Records that are kept within the dead letter of another one. */
  readonly letterless?: number;
  /** Records that by the rules of the receiver become no row, by reason. */
  readonly left?: ReadonlyMap<string, number> | undefined;
  /** More rows than records, as of histograms, which have two. */
  readonly moreRows?: number;
}

/** One receiver with its generator. */
export interface FuzzedReceiver {
  /** Sends the next made-up input. Throws for an answer that is none of its contract. */
  send(random: Random): Promise<Told>;
  /** The input that was sent last, for whoever wants to repeat it. */
  last(): string;
  close(): Promise<void>;
}

export interface FuzzTarget {
  readonly write: (batch: WriteBatch) => Promise<WriteOutcome>;
  readonly database: Database;
}

/** Makes a receiver over a writer. */
export type MakeReceiver = (target: FuzzTarget) => Promise<FuzzedReceiver>;

/** What the receivers logged as faults of their own. */
export const lines: string[] = [];

/** Parts of a server that hands its rows to that writer. */
export function serverParts({ write, database }: FuzzTarget): ServerParts {
  return {
    database,
    embedded: true,
    clock: manualClock(NOW),
    health: createHealth(),
    metrics: createMetrics('test'),
    log: createLogger({ level: 'error', format: 'json', write: (line) => lines.push(line) }),
    version: 'test',
    maintenanceIntervalMs: 600_000,
    ingest: {
      writer: { write },
      database,
      inventory: createInventory({ database, owner: database, clock: manualClock(NOW) }),
      registry: registryOver(database),
    },
    self: () => {
      throw new Error('nobody asks here');
    },
    consoleFolder: null,
  };
}

/** A request as it was sent. */
export interface Sent {
  readonly url: string;
  readonly payload: Buffer;
  readonly headers: { readonly [name: string]: string };
}

/** A made-up request, and of how many records it was made; undefined where nobody knows. */
export interface MadeRequest {
  readonly sent: Sent;
  readonly made: number | undefined;
}

/** Posts without a network. */
export async function post(app: App, { url, payload, headers }: Sent) {
  const answer = await app.inject({ method: 'POST', url, payload, headers });
  if (answer.statusCode >= 500) {
    throw new Error(`answered ${answer.statusCode}: ${answer.body} ${lines.slice(-3).join('')}`);
  }
  return { status: answer.statusCode, headers: answer.headers, bytes: answer.rawPayload };
}

/** A request as a line, of which the beginning tells enough. */
export function shown(sent: Sent | undefined): string {
  if (sent === undefined) return 'nothing';
  const body = sent.payload.subarray(0, 2_000).toString('base64');
  return `${sent.url} ${JSON.stringify(sent.headers)} ${sent.payload.length} bytes: ${body}`;
}

/** What the routes say that tell of each record. */
interface Answer {
  readonly code?: string;
  readonly accepted?: number;
  readonly duplicates?: number;
  readonly conflicts?: number;
  readonly rejected_count?: number;
}

/** Reads an answer of those routes: how many records it tells of, or why it took none. */
export function readAnswer(bytes: Buffer): Pick<Told, 'records' | 'whole'> {
  const answer = JSON.parse(bytes.toString('utf8')) as Answer;
  const { code, accepted, duplicates = 0, conflicts = 0, rejected_count: rejected = 0 } = answer;
  if (accepted === undefined) return { records: 1, whole: code ?? 'no code' };
  return { records: accepted + duplicates + conflicts + rejected };
}
