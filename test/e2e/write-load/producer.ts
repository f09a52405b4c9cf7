import { formatInstant, type Instant } from '../../../src/core/index.ts';
import { connectDatabase, sql } from '../../../src/database/index.ts';
import { embeddedTarget } from '../../support/program.ts';
import { poolOptions } from '../../support/target.ts';
import { until } from '../../support/until.ts';

const LARGEST_BATCH = 400;

export interface ProducerParts {
  readonly deviceId: string;
  /** The instant of row 0; each row is a millisecond later. */
  readonly since: Instant;
  /** A whole number from 0 to below the limit. */
  readonly random: (limit: number) => number;
}

/**
 * A producer of CPU samples of a device of its own. It sends one batch after the other, each until it
 * is acknowledged, as a client does that must not lose anything. Some batches are sent again later,
 * and some overlap the one before. Row number `n` has an instant and a value of its own, so that any
 * row that is missing, doubled or altered is seen in the table.
 */
export abstract class Producer {
  readonly deviceId: string;
  /** Rows 0 to below it were sent at least once. */
  sent = 0;
  /** Rows 0 to below it were acknowledged. */
  acknowledged = 0;
  readonly faults = new Set<string>();
  readonly #since: Instant;
  readonly #random: (limit: number) => number;

  constructor({ deviceId, since, random }: ProducerParts) {
    this.deviceId = deviceId;
    this.#since = since;
    this.#random = random;
  }

  async run(stopping: AbortSignal): Promise<void> {
    while (!stopping.aborted) {
      const overlap = this.#random(4) === 0 ? Math.min(this.acknowledged, this.#random(50)) : 0;
      const from = this.acknowledged - overlap;
      const to = this.acknowledged + 1 + this.#random(LARGEST_BATCH);
      await this.#send(from, to);
      if (this.#random(8) === 0) {
        const again = this.#random(this.acknowledged);
        const end = Math.min(this.acknowledged, again + LARGEST_BATCH);
        await this.#send(again, end);
      }
    }
  }

  async #send(from: number, to: number): Promise<void> {
    this.sent = Math.max(this.sent, to);
    await this.sendUntilAcknowledged(from, to);
    this.acknowledged = Math.max(this.acknowledged, to);
  }

  /** Sends the rows `from` to before `to` until they are acknowledged. */
  protected abstract sendUntilAcknowledged(from: number, to: number): Promise<void>;

  /** Resolves when all that was acknowledged before must be in the table. */
  protected abstract settle(): Promise<void>;

  /** The rows, an object a line. */
  protected lines(from: number, to: number): string {
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
    await this.settle();
    const acknowledgedTo = this.#since + acknowledged * 1_000;
    // It may be about to rise: what was acknowledged before its end may have been read after it.
    const database = await until('the database answers', () =>
      connectDatabase(poolOptions(embeddedTarget(dataDir))),
    );
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
