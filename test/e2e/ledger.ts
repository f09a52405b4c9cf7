import type { CpuGroup, ReadinessReport, SelfReport } from '../../src/contract/index.ts';
import { formatInstant, type Instant } from '../../src/core/index.ts';
import { connectDatabase, sql } from '../../src/database/index.ts';
import { embeddedTarget, type Program } from '../support/program.ts';
import { poolOptions } from '../support/target.ts';
import { until } from '../support/until.ts';

/** One core at one instant, as text: the key of a CPU sample of one device. */
type Pair = string;

const pairOf = (core: number, instant: string): Pair => `${core}@${instant}`;

/**
 * Evidence from outside of what was committed: every CPU sample that an answer of the API ever
 * showed, and how many samples each run of the program acknowledged. What was seen here must be
 * there for ever, and once.
 */
export class Ledger {
  readonly #faults = new Set<string>();
  readonly #seen = new Set<Pair>();
  /** Samples that were stored, as each run told; by its start. */
  readonly #acknowledged = new Map<string, number>();

  /** What must never happen and did, one sentence each. */
  get faults(): string[] {
    return [...this.#faults];
  }

  /** CPU samples seen so far, each core counted. */
  get size(): number {
    return this.#seen.size;
  }

  /** Reads all samples over HTTP, looks for those that were there before, and notes the new ones. */
  async read(program: Program): Promise<void> {
    const self = await program.json<SelfReport>('/api/self');
    const { stored } = await countSamples(program);
    const id = encodeURIComponent(self.device_id ?? '');
    const groups = await program.json<CpuGroup[]>(`/api/devices/${id}/sysmon/cpu`);
    const pairs = groups.flatMap((group) =>
      group.cpus.map((cpu) => pairOf(cpu.core_id, cpu.timestamp)),
    );
    this.#acknowledged.set(self.started_at, stored);
    this.#compare('the API', pairs);
    for (const pair of pairs) this.#seen.add(pair);
  }

  /**
   * Waits until a sample waits to be stored, and notes it as promised: a clean stop that comes then
   * has to store it.
   */
  async readWaiting(program: Program): Promise<void> {
    const { stored, pending } = await until('a sample that waits to be stored', async () => {
      const counts = await countSamples(program);
      return counts.pending > 0 && counts;
    });
    const self = await program.json<SelfReport>('/api/self');
    this.#acknowledged.set(self.started_at, stored + pending);
  }

  /** Reads the rows by SQL, from the table and not from its index, and looks at them in the same way. */
  async readTable(dataDir: string): Promise<void> {
    const database = await connectDatabase(poolOptions(embeddedTarget(dataDir)));
    try {
      const rows = await database.session('test.table', async (session) => {
        await session.script(
          'test.no_index',
          'set enable_indexscan = off; set enable_indexonlyscan = off; set enable_bitmapscan = off',
        );
        return session.query<{ core: number; instant: Instant }>(
          'test.table',
          sql`select core_id as core, "timestamp" as instant from radar.cpu_metrics`,
        );
      });
      this.#compare(
        'the table',
        rows.map(({ core, instant }) => pairOf(core, formatInstant(instant))),
      );
    } finally {
      await database.close();
    }
  }

  #compare(where: string, pairs: readonly Pair[]): void {
    const found = new Set(pairs);
    if (found.size !== pairs.length) {
      const doubles = pairs.filter((pair, index) => pairs.indexOf(pair) !== index);
      this.#faults.add(`${where} has samples twice: ${doubles.join(' ')}`);
    }
    const missing = [...this.#seen].filter((pair) => !found.has(pair));
    if (missing.length > 0) this.#faults.add(`${where} lost samples: ${missing.join(' ')}`);
    this.#countRuns(where, new Set(pairs.map((pair) => pair.split('@')[1] ?? '')));
  }

  /** A run that stored so many samples has left at least as many instants in its time. */
  #countRuns(where: string, instants: ReadonlySet<string>): void {
    const starts = [...this.#acknowledged.keys()].sort();
    for (const [index, start] of starts.entries()) {
      const next = starts[index + 1] ?? '9999';
      const there = [...instants].filter((instant) => instant >= start && instant < next).length;
      const promised = this.#acknowledged.get(start) ?? 0;
      if (there < promised) {
        this.#faults.add(`${where} has ${there} of ${promised} samples of the run since ${start}`);
      }
    }
  }
}

async function countSamples(program: Program) {
  const report = await program.json<ReadinessReport>('/readyz');
  const host = report.checks.find((check) => check.name === 'host_receiver');
  return { stored: Number(host?.detail?.stored), pending: Number(host?.detail?.pending) };
}
