import { cpus, loadavg } from 'node:os';
import { round } from './common.mjs';

/** Prints the figures, as a table or as JSON. */
export function report(results, { rows, json }) {
  const load = loadavg().map(round).join(' ');
  const machine = `${cpus().length} cores, Node ${process.versions.node}, ${rows} rows, load average ${load}`;
  if (json) console.log(JSON.stringify({ machine, results }, null, 2));
  else {
    console.log(machine);
    for (const result of results) {
      console.log(
        `\n${result.engine}${result.server === undefined ? '' : `, PostgreSQL ${result.server}`}`,
      );
      for (const [name, value] of lines(result)) console.log(`  ${name.padEnd(62)} ${value}`);
    }
  }
}

/** Every figure of a result with its name, one a line. */
function lines(result, path = []) {
  return Object.entries(result).flatMap(([name, value]) =>
    typeof value === 'object' && value !== null && value.median === undefined
      ? lines(value, [...path, name])
      : [[[...path, name].join('.'), figure(value)]],
  );
}

function figure(value) {
  if (typeof value !== 'object' || value === null) return String(value);
  return `p50 ${value.median}, p95 ${value.p95} (${value.points} points)`;
}
