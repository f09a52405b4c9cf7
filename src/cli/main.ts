#!/usr/bin/env -S node --max-semi-space-size=4
import { createInterface } from 'node:readline/promises';
import { thisMachine } from '../config/index.ts';
import { delay, systemClock } from '../core/index.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { reportFailure } from './failure.ts';
import type { Io, Output } from './io.ts';
import { run } from './run.ts';
import { watchForStop } from './stop.ts';

const FLUSH_PATIENCE_MS = 2_000;

const io: Io = {
  stdout: outputOf(process.stdout),
  stderr: outputOf(process.stderr),
  environment: process.env,
  machine: thisMachine(),
  clock: systemClock,
  readInput: () => process.stdin,
  confirm: process.stdin.isTTY && process.stderr.isTTY ? confirm : null,
  loadApp: () => import('../app/index.ts'),
  watchForStop: () =>
    watchForStop({
      source: process,
      clock: systemClock,
      followParent: process.env.npm_lifecycle_event !== undefined,
      force: () => process.exit(EXIT.forced),
    }),
};

// A fault that nobody caught: one sentence, and the end. The database is safe: it watches us.
process.on('uncaughtException', (fault) => void end(failed(fault)));
process.on('unhandledRejection', (fault) => void end(failed(fault)));

await end(await run(process.argv.slice(2), io));

function failed(fault: unknown): ExitCode {
  return reportFailure(fault, io, { json: false, debug: process.env.RADARSTORE_DEBUG === '1' });
}

/**
 * Ends the process once what was printed has left it, since a pipe takes only so much at once; a
 * reader that stands still is not waited for.
 */
async function end(code: ExitCode): Promise<void> {
  const flushed = [io.stdout, io.stderr].map((output) => output.flush());
  await Promise.race([Promise.all(flushed), delay(FLUSH_PATIENCE_MS)]);
  process.exit(code);
}

/** Anything but a yes is a no; so is the end of the input. */
async function confirm(question: string): Promise<boolean> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const ended = new Promise<string>((resolve) => lines.once('close', () => resolve('')));
  try {
    const answer = await Promise.race([lines.question(`${question} [y/N] `), ended]);
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    lines.close();
  }
}

function outputOf(stream: NodeJS.WriteStream): Output {
  // A reader that went away (`| head`) ends its stream, not us.
  stream.on('error', () => {});
  return {
    write: (text) => void stream.write(text),
    flush: () => new Promise((resolve) => stream.write('', () => resolve())),
    terminal: stream.isTTY === true,
    width: Math.min(stream.columns ?? 100, 100),
  };
}
