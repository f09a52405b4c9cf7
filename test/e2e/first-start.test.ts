import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ReadinessReport } from '../../src/contract/index.ts';
import { delay } from '../../src/core/index.ts';
import { checkDeserted } from '../support/inhabitants.ts';
import { type Ground, launch, makeGround, startProgram } from '../support/program.ts';
import { programForAll } from '../support/program-copy.ts';
import { chooseSeed, seededRandom } from '../support/random.ts';
import { USERS } from '../support/user.ts';

const seed = chooseSeed();
const random = seededRandom(seed);

/** A first start takes about that long; on a busy machine the moments lie in its first part. */
const FIRST_START_MS = 1_800;
const ENDS = 5;

describe.each(USERS)(`the first start as $name, at moments of seed ${seed}`, ({ user }) => {
  let ground: Ground;
  let options: { readonly program: string; readonly user?: { uid: number; gid: number } };
  beforeEach(async () => {
    ground = await makeGround(user);
    options = { program: await programForAll(ground.folder), ...(user && { user }) };
  });
  afterEach(() => ground.close());

  test('may be ended at any moment, by force or not, and works the next time', async () => {
    const args = ['serve', '--http-port', '0', '--data-dir', ground.dataDir];
    for (let count = 0; count < ENDS; count += 1) {
      const signal = random(3) === 0 ? 'SIGTERM' : 'SIGKILL';
      const started = launch({ ...options, args });
      // No condition can be waited for here: any moment has to do.
      await delay(random(FIRST_START_MS));
      started.signal(signal);
      const end = await started.ended();
      expect(started.err()).toBe('');
      // As soon as it says anything, it ends cleanly when it is asked to.
      if (signal === 'SIGTERM' && started.out() !== '') {
        expect(end).toBe(0);
        await checkDeserted(ground.dataDir);
      }
    }
    const program = await startProgram({ ...options, args: ['--data-dir', ground.dataDir] });
    const report = await program.json<ReadinessReport>('/readyz');
    expect(report.checks.find((check) => check.name === 'schema')?.state).toBe('ok');
    await program.stop();
    expect(program.err()).toBe('');
  });
});
