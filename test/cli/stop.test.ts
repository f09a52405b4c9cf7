import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type StopWatch, watchForStop } from '../../src/cli/stop.ts';
import { type ManualClock, manualClock } from '../support/clock.ts';

/** Stands for the process: signals are events. */
class Signals extends EventEmitter {
  ppid = 100;
}

let signals: Signals;
let clock: ManualClock;
let forced: number;
let watch: StopWatch;
beforeEach(() => {
  signals = new Signals();
  clock = manualClock();
  forced = 0;
  watch = start(false);
});
afterEach(() => watch.dispose());

function start(followParent: boolean): StopWatch {
  return watchForStop({
    source: signals,
    clock,
    followParent,
    parentPollMs: 1,
    force: () => {
      forced += 1;
    },
  });
}

describe('a running program', () => {
  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'])('is asked to stop by %s', async (signal) => {
    signals.emit(signal);
    expect(await watch.asked).toBe(signal);
  });

  test('takes the doubled Ctrl-C of npm for one, and a later one for impatience', async () => {
    signals.emit('SIGINT');
    clock.advance(1_900);
    signals.emit('SIGINT');
    expect(forced).toBe(0);
    clock.advance(200);
    signals.emit('SIGINT');
    expect(forced).toBe(1);
    expect(await watch.asked).toBe('SIGINT');
  });

  test('is not forced by repeated SIGTERM or SIGHUP, which supervisors send', () => {
    signals.emit('SIGTERM');
    clock.advance(60_000);
    signals.emit('SIGTERM');
    signals.emit('SIGHUP');
    expect(forced).toBe(0);
  });

  test('under npm stops when its parent goes', async () => {
    watch.dispose();
    watch = start(true);
    signals.ppid = 1;
    expect(await watch.asked).toBe('the parent process ended');
  });

  test('leaves no listener behind', () => {
    watch.dispose();
    expect(signals.eventNames()).toEqual([]);
  });
});
