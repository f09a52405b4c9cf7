import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Failpoint } from '../../src/core/index.ts';
import { checkDeserted, inhabitants } from '../support/inhabitants.ts';
import { type Ground, makeGround, type Program, startProgram } from '../support/program.ts';
import { chooseSeed, seededRandom } from '../support/random.ts';
import { endByForce, serverPid } from './kill.ts';
import { HttpProducer } from './write-load/http-producer.ts';
import { WriteLoad } from './write-load/load.ts';

/** `npm run prove:writes` runs what was promised; an ordinary run has fewer rounds of the same. */
const PROVE = process.env.RADARSTORE_PROVE === '1';
const ROUNDS = PROVE ? 34 : 3;

const FAILPOINTS: readonly Failpoint[] = ['batch', 'rows', 'commit'];

const seed = chooseSeed();
const random = seededRandom(seed);

let ground: Ground;
let program: Program;
let load: WriteLoad;
let kills = 0;

beforeAll(async () => {
  ground = await makeGround();
  program = await start();
  const since = (Date.now() - 3_600_000) * 1_000;
  const devices = ['load:10.0.0.1', 'load:10.0.0.2', 'load:10.0.0.3'];
  load = new WriteLoad(
    devices.map(
      (deviceId) => new HttpProducer({ deviceId, since, random, url: () => program.url }),
    ),
  );
  load.start();
});

afterAll(async () => {
  await program?.kill();
  await ground?.close();
  console.log(
    `${kills} kills with seed ${seed}: ${load.acknowledged} rows were acknowledged over HTTP`,
  );
});

describe(`kill -9 under load at moments of seed ${seed}: every acknowledged row is stored, once,`, {
  timeout: 600_000,
}, () => {
  test(`after ${ROUNDS} kills of the database`, async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      await load.more(random);
      const pids = await victims(KINDS[round % KINDS.length] ?? 'server');
      for (const pid of pids) endByForce(pid);
      kills += 1;
    }
    await load.more(random);
    expect(await load.faults(ground.dataDir)).toEqual([]);
    expect(program.running()).toBe(true);
  });

  test(`after ${ROUNDS} kills of the program`, async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      await load.more(random);
      const pids = [program.pid, ...(round % 3 === 2 ? await victims('all') : [])];
      for (const pid of pids) endByForce(pid);
      kills += 1;
      await program.ended();
      program = await start();
    }
    await load.more(random);
    expect(await load.faults(ground.dataDir)).toEqual([]);
  });

  test.each(FAILPOINTS)('after the program ended at its failpoint "%s"', async (failpoint) => {
    for (let round = 0; round < (PROVE ? 5 : 1); round += 1) {
      await program.kill();
      program = await start({ RADAR_FAILPOINT: `${failpoint}@${1 + random(20)}` });
      expect(await program.ended()).toBe('SIGKILL');
      kills += 1;
      program = await start();
    }
    await load.more(random);
    expect(await load.faults(ground.dataDir)).toEqual([]);
  });

  test('after the last batch and a clean stop', async () => {
    await load.stop();
    await program.stop();
    await checkDeserted(ground.dataDir);
    program = await start();
    expect(await load.faults(ground.dataDir)).toEqual([]);
    await program.stop();
  });
});

/** Whom a kill of the database hits: the server process, all processes, or one that serves us. */
const KINDS = ['server', 'connections', 'all'] as const;

async function victims(kind: (typeof KINDS)[number]): Promise<number[]> {
  if (kind === 'server') return [await serverPid(program)];
  const pids = await inhabitants(ground.dataDir);
  if (kind === 'all') return pids;
  const commands = await Promise.all(
    pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')),
  );
  return pids.filter((_pid, index) => commands[index]?.includes('radar radarstore')).slice(0, 2);
}

const start = (environment = {}) =>
  startProgram({
    args: ['--data-dir', ground.dataDir, '--no-host-receiver-enabled'],
    environment,
  });
