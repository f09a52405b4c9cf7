import type { Ledger } from './ledger.ts';
import type { Totals } from './run.ts';

/** A run that has ended. */
export interface Ended {
  readonly name: string;
  readonly seed: number;
  readonly totals: Totals;
  readonly ledger: Ledger;
  readonly ms: number;
  /** Time of the processor in this process, milliseconds. */
  readonly cpuMs: number;
  /** Bytes by which the memory of the process grew; undefined where nobody looked. */
  readonly growth?: number;
}

const listed = (counts: ReadonlyMap<string, number>) =>
  [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');

const perSecond = (count: number, ms: number) => Math.round((count / ms) * 1_000);

/** Milliseconds that this process has kept the processor busy. */
export function cpuMsNow(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

/** Prints how far a run has come, since one of millions takes longer than anybody waits in silence. */
export function progressOf(name: string, goal: number): (totals: Totals) => void {
  const began = performance.now();
  return ({ records, inputs }) => {
    const ms = performance.now() - began;
    const share = Math.floor((100 * records) / goal);
    process.stderr.write(
      `fuzz ${name}: ${records} of ${goal} records (${share} %) in ${inputs} inputs after ${Math.round(ms / 1_000)} s, ${perSecond(records, ms)} records/s\n`,
    );
  };
}

/** Prints what a run did. Standard error: other output of tests is held back. */
export function report({ name, seed, totals, ledger, ms, cpuMs, growth }: Ended): void {
  const { records, inputs, stored, duplicate, conflict, refused, letters, letterless } = totals;
  const grown =
    growth === undefined ? '' : `, memory grew by ${Math.round(growth / 1_048_576)} MiB`;
  const speed = `${perSecond(records, ms)} records/s, ${perSecond(records, cpuMs)} a second of the processor`;
  const said = [
    `fuzz ${name}: ${records} records in ${inputs} inputs, ${speed}${grown}, seed ${seed}`,
    `  stored ${stored}, duplicate ${duplicate}, conflict ${conflict}, refused ${refused}, dead letters ${letters + letterless}`,
    `  refused as a whole: ${listed(totals.whole)}`,
    `  reasons: ${listed(ledger.reasons)}`,
    ...(totals.left.size === 0 ? [] : [`  no row by rule: ${listed(totals.left)}`]),
  ];
  process.stderr.write(`${said.join('\n')}\n`);
}
