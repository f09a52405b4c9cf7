import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DeviceItem, ReadinessReport } from '../../src/contract/index.ts';
import { checkDeserted, inhabitants } from '../support/inhabitants.ts';
import { type Ground, makeGround, type Program, startProgram } from '../support/program.ts';
import { chooseSeed, seededRandom } from '../support/random.ts';
import { until } from '../support/until.ts';
import { Ledger } from './ledger.ts';

/** `npm run prove:crash` runs what was promised; an ordinary run has fewer rounds of the same. */
const ROUNDS = process.env.RADARSTORE_PROVE === '1' ? 10 : 3;

const seed = chooseSeed();
const random = seededRandom(seed);
const ledger = new Ledger();

let ground: Ground;
let program: Program;
beforeAll(async () => {
  ground = await makeGround();
  program = await start();
});
afterAll(async () => {
  await program?.kill();
  await ground?.close();
  console.log(
    `${2 * ROUNDS} crashes with seed ${seed}: ${ledger.size} CPU samples were seen committed`,
  );
});

describe(`kill -9 while the host is measured, at moments of seed ${seed},`, {
  timeout: 300_000,
}, () => {
  test(`of the database, ${ROUNDS} times: the program goes on, with every committed sample once`, async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      await nextSample();
      const kind = KINDS[round % KINDS.length] ?? 'server';
      const pids = await victims(kind);
      await atRandomMoment(round);
      for (const pid of pids) endByForce(pid);
      await recovery(kind === 'connections' ? [] : pids);
      await ledger.readTable(ground.dataDir);
      expect(ledger.faults, `after the kill of ${kind}`).toEqual([]);
    }
    await nextSample();
    expect(ledger.faults).toEqual([]);
    // Not even what was measured meanwhile is lost: the program kept it.
    expect((await check('host_receiver')).detail).toMatchObject({ failed: 0, dropped: 0 });
    expect(program.running()).toBe(true);
  });

  test(`of the program, ${ROUNDS} times: the next start has every committed sample once`, async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      await nextSample();
      const pids = [program.pid, ...(round % 3 === 2 ? await victims('all') : [])];
      await atRandomMoment(round);
      for (const pid of pids) endByForce(pid);
      await program.ended();
      // The next start comes after the server is gone, or meets it still there.
      if (round % 2 === 0) await checkDeserted(ground.dataDir);
      program = await start();
      await ledger.read(program);
      await ledger.readTable(ground.dataDir);
      expect(ledger.faults).toEqual([]);
    }
    await nextSample();
    await program.stop();
    await checkDeserted(ground.dataDir);
    expect(ledger.faults).toEqual([]);
  });
});

/** Whom a kill of the database hits: the server process, all processes, or one that serves us. */
const KINDS = ['server', 'all', 'connections'] as const;

async function victims(kind: (typeof KINDS)[number]): Promise<number[]> {
  if (kind === 'server') return [Number((await check('embedded')).detail?.pid)];
  const pids = await inhabitants(ground.dataDir);
  if (kind === 'all') return pids;
  const commands = await Promise.all(
    pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')),
  );
  return pids.filter((_pid, index) => commands[index]?.includes('radar radarstore')).slice(0, 1);
}

const start = () =>
  startProgram({ args: ['--data-dir', ground.dataDir, '--host-receiver-interval', '1s'] });

async function check(name: string) {
  const report = await program.json<ReadinessReport>('/readyz');
  const found = report.checks.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no check ${name}`);
  return found;
}

async function nextSample(): Promise<void> {
  const before = ledger.size;
  await until('a new sample', async () => {
    await ledger.read(program);
    return ledger.size > before;
  });
}

/**
 * Comes back at some moment of the second from one sample to the next; in every other round while
 * rows are being stored. Until then all samples that can be seen are noted.
 */
async function atRandomMoment(round: number): Promise<void> {
  for (let reads = random(60); reads > 0; reads -= 1) await ledger.read(program);
  if (round % 2 === 0) return;
  await until('rows that wait to be stored', async () => {
    return Number((await check('queues')).detail?.rows) > 0;
  });
}

/** Waits until everything answers again, and looks at how it fails until then. */
async function recovery(killed: readonly number[]): Promise<void> {
  const failures = new Set<string>();
  await until('the program has recovered by itself', async () => {
    expect(program.running(), program.err()).toBe(true);
    const answer = await fetch(`${program.url}/api/devices`);
    const body = await answer.json();
    if (!answer.ok) failures.add(`${answer.status} ${body.code}`);
    expect(body as DeviceItem[]).toHaveLength(1);
    const embedded = await check('embedded');
    expect(killed).not.toContain(embedded.detail?.pid);
    expect((await program.json<ReadinessReport>('/readyz')).state).toBe('ok');
    await ledger.read(program);
    return true;
  });
  const told = ['503 DATABASE_UNREACHABLE', '503 DATABASE_FAILED'];
  expect(told).toEqual(expect.arrayContaining([...failures]));
}

function endByForce(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended with the others already.
  }
}
