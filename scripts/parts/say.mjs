import { performance } from 'node:perf_hooks';

/** One line of progress for a person. It goes to standard error: standard output is the program's. */
export function say(line) {
  process.stderr.write(`radarstore: ${line}\n`);
}

/** Milliseconds as a person reads them. */
export function seconds(ms) {
  return `${(ms / 1000).toFixed(1)} s`;
}

const REMINDER_MS = 10_000;

/**
 * Says what begins, does it, and says how long it took. Long work says every ten seconds that it
 * still goes on, so that nobody takes it for stuck.
 */
export async function timed(begin, done, work) {
  say(`${begin} …`);
  const start = performance.now();
  const reminder = setInterval(
    () => say(`… still ${begin.replace(/ \(.*$/, '')} (${seconds(performance.now() - start)})`),
    REMINDER_MS,
  );
  try {
    const result = await work();
    say(`${done} in ${seconds(performance.now() - start)}.`);
    return result;
  } finally {
    clearInterval(reminder);
  }
}
