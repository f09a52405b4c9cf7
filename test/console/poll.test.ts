import { describe, expect, test } from 'vitest';
import { Connection, type Timers } from '../../console/src/data/connection.ts';
import { answerFault, networkFault } from '../../console/src/data/fault.ts';
import { Poll } from '../../console/src/data/poll.ts';

/** Timers that run when the test says so. */
class HandTimers implements Timers {
  readonly waits: { run: () => void; ms: number }[] = [];

  readonly set = (run: () => void, ms: number) => {
    const wait = { run, ms };
    this.waits.push(wait);
    return wait;
  };

  readonly clear = (timer: unknown) => {
    const index = this.waits.indexOf(timer as { run: () => void; ms: number });
    if (index >= 0) this.waits.splice(index, 1);
  };

  /** Runs the timer that is due first, and what follows from it; answers how long it waited. */
  async next(): Promise<number> {
    this.waits.sort((one, other) => one.ms - other.ms);
    const wait = this.waits.shift();
    if (wait === undefined) throw new Error('nothing waits');
    wait.run();
    await settle();
    return wait.ms;
  }
}

/** Lets promises that are done already take their course. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}

interface Scene {
  alive: boolean;
  visible: boolean;
  readonly answers: (number | Error)[];
  readonly previous: (number | undefined)[];
}

function setUp() {
  const timers = new HandTimers();
  const scene: Scene = { alive: false, visible: true, answers: [], previous: [] };
  const connection = new Connection({ probe: async () => scene.alive, timers, now: () => 1_000 });
  const poll = new Poll<number>({
    read: async (previous) => {
      scene.previous.push(previous);
      const answer = scene.answers.shift();
      if (answer === undefined) throw new Error('no answer was prepared');
      if (answer instanceof Error) throw answer;
      return answer;
    },
    intervalMs: () => 5_000,
    initial: undefined,
    connection,
    timers,
    isVisible: () => scene.visible,
  });
  return { scene, poll, timers, connection };
}

const refusal = (status: number) =>
  answerFault(status, { status, code: 'DATABASE_FAILED', message: 'A statement failed.' });

describe('a poll', () => {
  test('asks at once, then after each interval, and hands its last answer to the next request', async () => {
    const { scene, poll, timers } = setUp();
    scene.answers.push(1, 2);
    poll.start(true);
    expect(poll.state().busy).toBe(true);
    await settle();
    expect(poll.state()).toEqual({ value: 1, fault: undefined, busy: false });
    expect(await timers.next()).toBe(5_000);
    expect(poll.state().value).toBe(2);
    expect(scene.previous).toEqual([undefined, 1]);
  });

  test('that is paused asks once and waits for nothing; live again it asks at once', async () => {
    const { scene, poll, timers } = setUp();
    scene.answers.push(1, 2);
    poll.start(false);
    await settle();
    expect(timers.waits).toEqual([]);
    poll.setLive(true);
    await settle();
    expect(poll.state().value).toBe(2);
    poll.setLive(false);
    expect(timers.waits).toEqual([]);
  });

  test('asks nothing while nobody looks, and at once when somebody does', async () => {
    const { scene, poll, timers } = setUp();
    scene.answers.push(1, 2);
    poll.start(true);
    await settle();
    scene.visible = false;
    await timers.next();
    expect(poll.state().value).toBe(1);
    scene.visible = true;
    poll.visibilityChanged();
    await settle();
    expect(poll.state().value).toBe(2);
  });

  test('keeps what it knew when the server refuses, says why, and tries again ever more rarely', async () => {
    const { scene, poll, timers } = setUp();
    scene.answers.push(1, refusal(503), refusal(503), 2);
    poll.start(true);
    await settle();
    await timers.next();
    expect(poll.state()).toMatchObject({ value: 1, fault: { code: 'DATABASE_FAILED' } });
    expect([await timers.next(), await timers.next()]).toEqual([2_000, 4_000]);
    expect(poll.state()).toEqual({ value: 2, fault: undefined, busy: false });
  });

  test('does not repeat what cannot succeed, unless it follows: a device may come into being', async () => {
    const { scene, poll, timers } = setUp();
    scene.answers.push(refusal(404), refusal(404), 1);
    poll.start(false);
    await settle();
    expect(poll.state().fault?.status).toBe(404);
    expect(timers.waits).toEqual([]);
    poll.setLive(true);
    await settle();
    expect(await timers.next()).toBe(4_000);
    expect(poll.state()).toEqual({ value: 1, fault: undefined, busy: false });
  });

  test('waits for a lost server without a fault of its own, and catches up when it is back', async () => {
    const { scene, poll, timers, connection } = setUp();
    scene.answers.push(1, networkFault(), 2);
    poll.start(true);
    await settle();
    await timers.next();
    expect(connection.lostSince).toBe(1_000);
    expect(poll.state()).toEqual({ value: 1, fault: undefined, busy: false });
    expect(await timers.next()).toBe(500);
    scene.alive = true;
    expect(await timers.next()).toBe(1_000);
    expect(connection.lostSince).toBeUndefined();
    expect(poll.state().value).toBe(2);
  });

  test('that was stopped asks no more, whatever was planned', async () => {
    const { scene, poll, timers } = setUp();
    scene.answers.push(1);
    poll.start(true);
    await settle();
    poll.stop();
    expect(timers.waits).toEqual([]);
    await poll.refresh();
    expect(scene.previous).toHaveLength(1);
  });
});

describe('a lost connection', () => {
  test('is asked for by one probe for all, ever more rarely up to ten seconds', async () => {
    const { connection, timers } = setUp();
    connection.lost();
    connection.lost();
    expect(timers.waits).toHaveLength(1);
    const waits: number[] = [];
    for (let attempt = 0; attempt < 7; attempt += 1) waits.push(await timers.next());
    expect(waits).toEqual([500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000]);
  });

  test('is over as soon as any request gets through', () => {
    const { connection, timers } = setUp();
    const told: (number | undefined)[] = [];
    connection.subscribe(() => told.push(connection.lostSince));
    connection.lost();
    connection.reached();
    connection.reached();
    expect(told).toEqual([1_000, undefined]);
    expect(timers.waits).toEqual([]);
  });

  test('can be asked for at once', async () => {
    const { scene, connection, timers } = setUp();
    connection.lost();
    scene.alive = true;
    connection.askNow();
    await settle();
    expect(connection.lostSince).toBeUndefined();
    expect(timers.waits).toEqual([]);
  });
});

describe('a refusal', () => {
  test('carries the sentence, code and hint of the server', () => {
    const body = { status: 400, code: 'RANGE_INVALID', message: 'Empty.', hint: 'Ask for more.' };
    expect(answerFault(400, body)).toMatchObject({ ...body, kind: 'answer', retryable: false });
  });

  test('without a body of ours still says the status', () => {
    expect(answerFault(500, '<html>')).toMatchObject({
      code: 'HTTP_500',
      status: 500,
      retryable: true,
    });
  });
});
