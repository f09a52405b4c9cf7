import { readFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { HealthCheck } from '../../../src/observe/index.ts';
import { until } from '../../support/until.ts';
import { AS_ROOT, LANES, type Lane, type Program, Workshop } from './programs.ts';

let workshop: Workshop;
beforeAll(async () => {
  workshop = await Workshop.open();
});
afterEach(() => workshop.checkNoOrphans());
afterAll(() => workshop.close());

describe.each(LANES)('after a kill, for a program that runs as $name', (lane) => {
  test('of the server: it runs again with every committed row, and says so', async () => {
    const program = workshop.start(lane, await workshop.madeFolder(lane));
    const { serverPid } = await program.ready();
    const ledger = new Ledger();
    await ledger.open(program);
    let pid = serverPid;
    for (let round = 1; round <= 2; round += 1) {
      await ledger.insertUntil(program, () => process.kill(pid, 'SIGKILL'));
      pid = await until('another server runs', async () => {
        const { check, pid: now } = await program.ask<Finding>('check');
        expect(['ok', 'degraded']).toContain(check.state);
        return check.state === 'ok' && now !== pid && now;
      });
      expect(await ledger.missing(program)).toEqual([]);
      expect((await program.ask<Finding>('check')).check.detail).toEqual({ pid, restarts: round });
    }
  });

  test('of the program: the server ends by itself, and the next start has every committed row', async () => {
    const dataDir = await workshop.madeFolder(lane);
    let program = workshop.start(lane, dataDir);
    await program.ready();
    const ledger = new Ledger();
    await ledger.open(program);
    for (let round = 1; round <= 2; round += 1) {
      const killed = program;
      await ledger.insertUntil(program, () => killed.kill('SIGKILL'));
      // The first time it comes after the server is gone, the second time it meets it still there.
      if (round === 1) await workshop.checkNoOrphans();
      program = workshop.start(lane, dataDir);
      await program.ready();
      expect(await ledger.missing(program)).toEqual([]);
    }
  });

  test('of the program and its watchdog: the next start ends the old server and starts anew', async () => {
    await expectTakeOver(lane, []);
  });
});

test.runIf(AS_ROOT)(
  'as root in a container, which may not look into processes of others, an old server is found too',
  async () => {
    const bounded = ['setpriv', '--bounding-set', '-sys_ptrace', '--inh-caps', '-sys_ptrace'];
    await expectTakeOver({ name: 'root' }, bounded);
  },
);

interface Finding {
  readonly check: HealthCheck;
  readonly pid: number | null;
}

/** Kills program and watchdog, so that the server stays, and starts the program again. */
async function expectTakeOver(lane: Lane, under: readonly string[]): Promise<void> {
  const dataDir = await workshop.madeFolder(lane);
  const program = workshop.start(lane, dataDir, { under });
  const { serverPid } = await program.ready();
  const ledger = new Ledger();
  await ledger.open(program);
  const watchdog = await watchdogOf(program);
  await ledger.insertUntil(program, () => {
    process.kill(watchdog, 'SIGKILL');
    program.kill('SIGKILL');
  });
  await program.ended();
  expect(await commandOf(serverPid)).toContain(dataDir); // it runs on

  const next = workshop.start(lane, dataDir, { under });
  expect((await next.ready()).serverPid).not.toBe(serverPid);
  expect(await commandOf(serverPid)).toBe('');
  expect(await ledger.missing(next)).toEqual([]);
}

/** Rows of one test: of each number it is known whether its commit was acknowledged. */
class Ledger {
  readonly #acknowledged: number[] = [];
  #number = 0;

  async open(program: Program): Promise<void> {
    await program.query('create table public.committed (number integer primary key)');
  }

  /** Inserts row after row, pulls the trigger after some, and goes on until an insert fails. */
  async insertUntil(program: Program, trigger: () => void): Promise<void> {
    for (let count = 1; count < 10_000; count += 1) {
      this.#number += 1;
      try {
        await program.query(`insert into public.committed values (${this.#number})`);
      } catch {
        return; // this one may or may not have been committed
      }
      this.#acknowledged.push(this.#number);
      if (count === 20) trigger();
    }
    throw new Error('nothing was killed');
  }

  /** Numbers that were acknowledged and are not there. */
  async missing(program: Program): Promise<number[]> {
    const rows = await program.query<{ number: number }>('select number from public.committed');
    const there = new Set(rows.map((row) => row.number));
    return this.#acknowledged.filter((number) => !there.has(number));
  }
}

async function watchdogOf(program: Program): Promise<number> {
  const children = await readFile(`/proc/${program.pid}/task/${program.pid}/children`, 'utf8');
  for (const child of children.trim().split(' ')) {
    if ((await commandOf(Number(child))).includes('radarstore-watchdog')) return Number(child);
  }
  throw new Error('the program has no watchdog');
}

/** Empty when the process is gone, or only a zombie. */
async function commandOf(pid: number): Promise<string> {
  return readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
}
