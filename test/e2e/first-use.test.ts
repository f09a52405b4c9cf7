import { readdir } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ReadinessReport, StorageReport } from '../../src/contract/index.ts';
import { sql } from '../../src/database/index.ts';
import { createTestDatabase, describeEachEngine } from '../support/database.ts';
import { checkDeserted } from '../support/inhabitants.ts';
import {
  type Ground,
  makeGround,
  type Program,
  runProgram,
  startProgram,
} from '../support/program.ts';
import { programForAll } from '../support/program-copy.ts';
import { USERS } from '../support/user.ts';
import { Ledger } from './ledger.ts';
import { lookAround } from './look-around.ts';
import { expectSentence } from './sentence.ts';

const EVERY_SECOND = ['--host-receiver-interval', '1s'];

describe.each(USERS)('on a new data folder, $name', ({ user }) => {
  let ground: Ground;
  let options: { readonly program: string; readonly user?: { uid: number; gid: number } };
  beforeEach(async () => {
    ground = await makeGround(user);
    options = { program: await programForAll(ground.folder), ...(user && { user }) };
  });
  afterEach(() => ground.close());

  test('starts, finds this machine in it, asks about it, and stops with everything stored', async () => {
    const here = ['--data-dir', ground.dataDir];
    const ledger = new Ledger();
    const first = await startProgram({ ...options, args: [...here, ...EVERY_SECOND] });
    try {
      await lookAround(first);
      expect(await first.json<StorageReport>('/api/storage')).toMatchObject({
        engine: { name: 'postgres', embedded: true },
      });
      await checkSecondIsRefused(first);
      await checkDoctor(first, here);
      await ledger.read(first);
      await ledger.readWaiting(first);
      await first.stop();
    } finally {
      await first.kill();
    }
    expect(first.err()).toBe('');
    expect(first.out().trimEnd().split('\n').at(-1)).toContain('"msg":"stopped"');
    await checkDeserted(ground.dataDir);
    expect(await readdir(ground.dataDir)).not.toContain('radarstore.lock');

    const status = await runProgram(['schema', 'status', '--json', ...here], options);
    expect(status.err).toBe('');
    expect([status.code, JSON.parse(status.out).state]).toEqual([0, 'current']);

    const again = await startProgram({ ...options, args: [...here, '--no-host-receiver-enabled'] });
    try {
      await ledger.readTable(ground.dataDir);
      expect(ledger.faults).toEqual([]);
    } finally {
      await again.stop();
    }
  });

  /** Another one on the same folder. */
  async function checkSecondIsRefused(first: Program): Promise<void> {
    const second = await runProgram(
      ['serve', '--http-port', '0', '--data-dir', ground.dataDir],
      options,
    );
    expectSentence(second, {
      code: 5,
      error: 'DATA_DIR_IN_USE',
      says: new RegExp(`${ground.dataDir} is in use by process ${first.pid} .*since 20`),
      hint: new RegExp(`kill ${first.pid}`),
    });
    expect((await first.json<ReadinessReport>('/readyz')).state).toBe('ok');
  }

  async function checkDoctor(first: Program, here: readonly string[]): Promise<void> {
    const { port } = new URL(first.url);
    const doctor = await runProgram(['doctor', '--json', ...here, '--http-port', port], options);
    const report = JSON.parse(doctor.out);
    expect(doctor.code, doctor.out).toBe(0);
    expect(report.checks.filter((check: { state: string }) => check.state === 'fail')).toEqual([]);
    const names = report.checks.map((check: { name: string }) => check.name);
    expect(names).toEqual(expect.arrayContaining(['running/embedded', 'running/host_receiver']));
  }
});

describeEachEngine('with a database URL', (engine) => {
  test('two programs start at once on an empty database, and the store is whole', async () => {
    const db = await createTestDatabase(engine, { migrated: false });
    const environment = { DATABASE_URL: db.url };
    const programs: Program[] = [];
    try {
      const starts = ['measured', 'other'].map((agent) =>
        startProgram({
          environment,
          args: [
            ...EVERY_SECOND,
            '--identity-agent-id',
            agent,
            ...(agent === 'other' ? ['--no-host-receiver-enabled'] : []),
          ],
        }),
      );
      const settled = await Promise.allSettled(starts);
      for (const start of settled) if (start.status === 'fulfilled') programs.push(start.value);
      await Promise.all(starts); // throws what hindered one
      const [measured, other] = programs as [Program, Program];
      await lookAround(measured);
      expect((await other.json<ReadinessReport>('/readyz')).state).toBe('ok');
      expect(await other.json<StorageReport>('/api/storage')).toMatchObject({
        engine: { name: engine, embedded: false },
      });
      const { port } = new URL(measured.url);
      const doctor = await runProgram(['doctor', '--json', '--http-port', port], { environment });
      expect(doctor.code, doctor.out).toBe(0);
      for (const program of programs) {
        await program.stop();
        expect(program.err()).toBe('');
      }
      const status = await runProgram(['schema', 'status', '--json'], { environment });
      expect([status.code, JSON.parse(status.out).state]).toEqual([0, 'current']);
      const [rows] = await db.database.query<{ count: number }>(
        'test.rows',
        sql`select count(*)::integer as count from radar.cpu_metrics`,
      );
      expect(rows?.count).toBeGreaterThan(0);
    } finally {
      for (const program of programs) await program.kill();
      await db.drop();
    }
  });
});
