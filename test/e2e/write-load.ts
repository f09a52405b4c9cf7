import { formatInstant, type Instant } from '../../src/core/index.ts';
import { connectDatabase, sql } from '../../src/database/index.ts';
import { embeddedTarget } from '../support/program.ts';
import { poolOptions } from '../support/target.ts';
import { until } from '../support/until.ts';

/** How long one request may go unanswered before the producer sends its batch again. */
const ANSWER_MS = 10_000;
const LARGEST_BATCH = 400;

interface Answer {
  readonly accepted: number;
  readonly duplicates: number;
  readonly conflicts: number;
  readonly rejected: readonly unknown[];
}

/**
 * A producer that sends CPU samples of a device of its own over HTTP, one batch after the other, and
 * sends each until it is acknowledged, as a client does that must not lose anything. Some batches
 * are sent again later, and some overlap the one before. Row number `n` has an instant and a value
 * of its own, so that any row that is missing, doubled or altered is seen in the table.
 */
class Producer {
  readonly deviceId: string;
  /** Rows 0 to below it were sent at least once. */
  sent = 0;
  /** Rows 0 to below it were acknowledged. */
  acknowledged = 0;
  readonly faults = new Set<string>();
  readonly #since: Instant;
  readonly #random: (limit: number) => number;
  readonly #url: () => string;

  constructor(
    deviceId: string,
    parts: { since: Instant; random: (limit: number) => number; url: () => string },
  ) {
    this.deviceId = deviceId;
    this.#since = parts.since;
    this.#random = parts.random;
    this.#url = parts.url;
  }

  async run(stopping: AbortSignal): Promise<void> {
    while (!stopping.aborted) {
      const overlap = this.#random(4) === 0 ? Math.min(this.acknowledged, this.#random(50)) : 0;
      const from = this.acknowledged - overlap;
      const to = this.acknowledged + 1 + this.#random(LARGEST_BATCH);
      await this.#sendUntilAcknowledged(from, to);
      if (this.#random(8) === 0) {
        const again = this.#random(this.acknowledged);
        const end = Math.min(this.acknowledged, again + LARGEST_BATCH);
        await this.#sendUntilAcknowledged(again, end);
      }
    }
  }

  async #sendUntilAcknowledged(from: number, to: number): Promise<void> {
    const known = this.acknowledged;
    this.sent = Math.max(this.sent, to);
    const answer = await until(
      `rows ${from} to ${to} of ${this.deviceId} are acknowledged`,
      () => this.#send(from, to),
      120_000,
    );
    this.acknowledged = Math.max(known, to);
    const told = answer.accepted + answer.duplicates;
    if (told !== to - from || answer.conflicts > 0 || answer.rejected.length > 0) {
      this.faults.add(`${to - from} rows were answered with ${JSON.stringify(answer)}`);
    }
    // Of rows that had been acknowledged before, none can be new.
    const fresh = Math.max(0, to - Math.max(from, known));
    if (answer.accepted > fresh) {
      this.faults.add(`${answer.accepted} rows were new, but only ${fresh} had not been stored`);
    }
  }

  /** Undefined where the batch is to be sent again: the store is away, is full, or gave no answer. */
  async #send(from: number, to: number): Promise<Answer | undefined> {
    let response: Response;
    try {
      response = await fetch(`${this.#url()}/api/ingest/cpu_metrics`, {
        method: 'POST',
        headers: { 'content-type': 'application/x-ndjson' },
        body: this.#lines(from, to),
        signal: AbortSignal.timeout(ANSWER_MS),
      });
      const text = await response.text();
      if (response.ok) return JSON.parse(text) as Answer;
      if (![429, 503].includes(response.status)) {
        this.faults.add(`the answer was ${response.status}: ${text}`);
      }
    } catch {
      // Whether it was stored is not known; it is sent again.
    }
    return undefined;
  }

  #lines(from: number, to: number): string {
    const lines: string[] = [];
    for (let row = from; row < to; row += 1) {
      lines.push(
        JSON.stringify({
          timestamp: formatInstant(this.#since + row * 1_000),
          device_id: this.deviceId,
          poller_id: 'load',
          agent_id: 'load',
          core_id: row % 8,
          usage_percent: row % 100,
        }),
      );
    }
    return lines.join('\n');
  }

  /** What the table has of this device, against what was acknowledged: one sentence per fault. */
  async compare(dataDir: string): Promise<string[]> {
    // What is acknowledged while the table is read may be in it or not.
    const { acknowledged } = this;
    const acknowledgedTo = this.#since + acknowledged * 1_000;
    const database = await connectDatabase(poolOptions(embeddedTarget(dataDir)));
    try {
      const found = await database.session('test.rows', async (session) => {
        // The rows themselves are counted, not what an index says of them.
        await session.script(
          'test.plan',
          'set enable_indexscan = off; set enable_indexonlyscan = off; set enable_bitmapscan = off',
        );
        const [counts] = await session.query<{
          rows: number;
          kept: number;
          instants: number;
          altered: number;
        }>(
          'test.rows',
          sql`select count(*)::int as rows,
                     count(*) filter (where "timestamp" < ${formatInstant(acknowledgedTo)}::timestamptz)::int as kept,
                     count(distinct "timestamp")::int as instants,
                     count(*) filter (where usage_percent is distinct from
                       (round(extract(epoch from "timestamp" - ${formatInstant(this.#since)}::timestamptz) * 1000)::bigint % 100))::int as altered
                from radar.cpu_metrics where device_id = ${this.deviceId}`,
        );
        return counts;
      });
      if (found === undefined) throw new Error('the server answered no row');
      const { rows, kept, instants, altered } = found;
      return [
        ...(kept === acknowledged ? [] : [`${kept} of ${acknowledged} acknowledged rows`]),
        ...(rows === instants ? [] : [`${rows} rows of ${instants} instants`]),
        ...(rows <= this.sent ? [] : [`${rows} rows, of which ${this.sent} were sent`]),
        ...(altered === 0 ? [] : [`${altered} rows with another value than was sent`]),
      ].map((fault) => `${this.deviceId} has ${fault}`);
    } finally {
      await database.close();
    }
  }
}

/** Several producers at once. */
export class WriteLoad {
  readonly #producers: readonly Producer[];
  readonly #stopping = new AbortController();
  #running: Promise<unknown> = Promise.resolve();

  constructor(parts: {
    producers: number;
    since: Instant;
    random: (limit: number) => number;
    url: () => string;
  }) {
    this.#producers = Array.from(
      { length: parts.producers },
      (_, index) => new Producer(`load:10.0.0.${index + 1}`, parts),
    );
  }

  start(): void {
    this.#running = Promise.all(this.#producers.map((one) => one.run(this.#stopping.signal)));
    this.#running.catch(() => {}); // `stop` tells it
  }

  /** Ends each producer once its last batch is acknowledged. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  /** Rows that were acknowledged so far. */
  get acknowledged(): number {
    return this.#producers.reduce((sum, one) => sum + one.acknowledged, 0);
  }

  /** What must never happen and did: in the answers, and in the table. */
  async faults(dataDir: string): Promise<string[]> {
    const answered = this.#producers.flatMap((one) => [...one.faults]);
    const stored = await Promise.all(this.#producers.map((one) => one.compare(dataDir)));
    return [...answered, ...stored.flat()];
  }
}
