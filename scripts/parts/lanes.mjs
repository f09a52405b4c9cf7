import { readFileSync } from 'node:fs';
import { olderServers, serversHindrance } from './servers.mjs';

/**
 * Lanes that a full run must not skip in CI. The Community edition of TimescaleDB needs a server
 * that somebody names, so it is not among them; older versions of PostgreSQL are where they are wanted.
 */
const REQUIRED = [
  'style',
  'types',
  'unit',
  'postgres',
  'timescale-apache',
  'browser',
  'nats',
  'prometheus',
];

/** Lanes of the tests that need a program besides the database, by what their file imports. */
const PROGRAMS = {
  browser: /support\/browser/,
  nats: /support\/nats/,
  prometheus: /support\/prometheus-server/,
};

const ENGINE = /\[(postgres(?:-\d+)?|timescale-apache|timescale)\](?: \(absent: (.*)\))?/;

/** The engine `timescale` is the Community edition; beside the Apache one its name says too little. */
const LANE_OF = { timescale: 'community' };

/** What happened in one lane. `failed` counts checks or tests, `reason` explains skipped ones. */
export function lane(name, counts = {}) {
  return { name, passed: 0, failed: 0, skipped: 0, reason: undefined, ...counts };
}

/**
 * Sorts the results of vitest (its JSON report) into lanes: tests of an engine by the engine in
 * their title, those that need another program by what their file imports, the rest as `unit`.
 */
export function lanesOfTests(report, reasons) {
  const names = ['unit', 'postgres', 'timescale-apache', 'community'];
  for (const { engine } of olderServers()) names.push(engine);
  names.push(...Object.keys(PROGRAMS));
  const lanes = new Map(names.map((name) => [name, lane(name)]));
  for (const file of report.testResults) {
    const own = programOf(readFileSync(file.name, 'utf8')) ?? 'unit';
    for (const result of file.assertionResults) {
      const [, engine, absent] = ENGINE.exec(result.fullName) ?? [];
      const one = lanes.get(LANE_OF[engine] ?? engine ?? own);
      if (result.status === 'passed') one.passed++;
      else if (result.status === 'failed') one.failed++;
      else {
        one.skipped++;
        one.reason ??= absent ?? reasons[one.name];
      }
    }
    // A file that cannot be loaded, or whose hook fails, fails without a failed test.
    const failures = file.assertionResults.filter((result) => result.status === 'failed').length;
    if (file.status === 'failed' && failures === 0) {
      lanes.get(own).failed++;
    }
  }
  return [...lanes.values()];
}

function programOf(text) {
  return Object.keys(PROGRAMS).find((name) => PROGRAMS[name].test(text));
}

/** Makes required lanes that did not run fail, which a machine of CI must not overlook. */
export function requireLanes(lanes) {
  const older = serversHindrance() === undefined ? olderServers() : [];
  const wanted = older.filter((one) => one.unwanted === undefined).map((one) => one.engine);
  const required = [...REQUIRED, ...wanted];
  for (const one of lanes) {
    if (!required.includes(one.name) || one.passed > 0 || one.failed > 0) continue;
    one.failed++;
    one.reason = `it must not be skipped in CI: ${one.reason ?? 'it has no tests'}`;
  }
}

/** The table of lanes as text, one line each, with the counts as the last line. */
export function summary(lanes) {
  const shown = lanes.filter((one) => one.passed + one.failed + one.skipped > 0 || one.reason);
  const width = Math.max(...shown.map((one) => one.name.length));
  const lines = shown.map((one) => {
    const counts = [
      [one.passed, 'passed'],
      [one.failed, 'failed'],
      [one.skipped, 'skipped'],
    ].filter(([count]) => count > 0);
    const told = counts.map(([count, word]) => `${count} ${word}`).join(', ');
    const reason = one.reason === undefined ? '' : ` (${one.reason})`;
    return `  ${one.name.padEnd(width)}  ${resultOf(one).padEnd(7)}  ${told}${reason}`;
  });
  const sum = (field) => lanes.reduce((total, one) => total + one[field], 0);
  const last = `${sum('passed')} passed, ${sum('failed')} failed, ${sum('skipped')} skipped`;
  return `${lines.join('\n')}\n\n${last}\n`;
}

function resultOf(one) {
  if (one.failed > 0) return 'FAILED';
  return one.passed > 0 ? 'passed' : 'SKIPPED';
}
