import { setTimeout as pause } from 'node:timers/promises';
import { median } from '../../dist/cli/bench/percentile.js';
import { measureUsage } from '../../dist/cli/bench/usage.js';

/**
 * Lets the stores take the same requests in turn, round by round; the first round does not count.
 * `senders` is a list of lists of `{ body, rows }`, each sent by one sender in order. Answers for each
 * store the medians, and its speed as a share of the first store's, round by round.
 */
export async function race(stores, senders, { rounds, dataset }) {
  const runs = new Map(stores.map((store) => [store, []]));
  const expected = senders.flat().reduce((sum, { rows }) => sum + rows, 0);
  for (let round = 0; round <= rounds; round++) {
    const turn = round % stores.length;
    for (const store of [...stores.slice(turn), ...stores.slice(0, turn)]) {
      const run = await runOnce(await store.open(dataset), senders, expected);
      if (round > 0) runs.get(store).push(run);
    }
  }
  const [first] = stores;
  return stores.map((store) => {
    const own = runs.get(store);
    const ratios = own.map((run, i) => run.speed / runs.get(first)[i].speed);
    return {
      store: store.name,
      success: store.success,
      rows_per_second: Math.round(median(own.map((run) => run.speed))),
      ratio: Number(median(ratios).toFixed(2)),
      ratio_least: Number(Math.min(...ratios).toFixed(2)),
      ratio_greatest: Number(Math.max(...ratios).toFixed(2)),
      cpu_seconds_per_million_rows: Number(median(own.map((run) => run.cpu)).toFixed(1)),
      peak_mib: Math.round(Math.max(...own.map((run) => run.peak)) / 1_048_576),
    };
  });
}

async function runOnce(store, senders, expected) {
  try {
    const ended = measureUsage(store.processes);
    const since = performance.now();
    await Promise.all(
      senders.map(async (requests) => {
        for (const { body } of requests) await store.send(body);
      }),
    );
    const seconds = (performance.now() - since) / 1_000;
    const { cpuSeconds, peakBytes } = ended();
    await expectCount(store, expected);
    const cpu = (cpuSeconds.serve ?? 0) + (cpuSeconds.database ?? 0);
    return { speed: expected / seconds, cpu: (cpu / expected) * 1e6, peak: peakBytes.serve ?? 0 };
  } finally {
    await store.close();
  }
}

/** Some count a moment later than they answer. */
async function expectCount(store, expected) {
  let found;
  for (let i = 0; i < 100; i++) {
    found = await store.count();
    if (found === expected) return;
    await pause(100);
  }
  throw new Error(`${found} rows are there, not ${expected}`);
}
