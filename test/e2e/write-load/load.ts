import { until } from '../../support/until.ts';
import type { Producer } from './producer.ts';

/** Several producers at once. */
export class WriteLoad {
  readonly #producers: readonly Producer[];
  readonly #stopping = new AbortController();
  #running: Promise<unknown> = Promise.resolve();

  constructor(producers: readonly Producer[]) {
    this.#producers = producers;
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

  /** Comes back at a random moment after rows were acknowledged since. */
  async more(random: (limit: number) => number): Promise<void> {
    const goal = this.acknowledged + 1 + random(2_000);
    await until('more rows are acknowledged', () => this.acknowledged >= goal, 60_000);
  }

  /** What must never happen and did: in the answers, and in the table. */
  async faults(dataDir: string): Promise<string[]> {
    const answered = this.#producers.flatMap((one) => [...one.faults]);
    const stored = await Promise.all(this.#producers.map((one) => one.compare(dataDir)));
    return [...answered, ...stored.flat()];
  }
}
