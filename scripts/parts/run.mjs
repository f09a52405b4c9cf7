import { spawn } from 'node:child_process';

const TAIL_LINES = 60;

/** A command that ended with another code than 0; `output` is the end of what it wrote. */
export class CommandFailed extends Error {
  constructor(command, code, output) {
    super(`${command} ended with ${code}`);
    this.output = output;
  }
}

/**
 * Runs a command without a terminal and keeps its output, which is shown only when it fails. A
 * signal to us ends it first.
 */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const keep = (piece) => {
      output += piece;
    };
    child.stdout.setEncoding('utf8').on('data', keep);
    child.stderr.setEncoding('utf8').on('data', keep);
    const release = passSignals(child);
    child.on('error', (fault) => {
      release();
      reject(fault);
    });
    child.on('close', (code, signal) => {
      release();
      if (code === 0) return resolve(output);
      const tail = output.trimEnd().split('\n').slice(-TAIL_LINES).join('\n');
      reject(new CommandFailed([command, ...args].join(' '), signal ?? `code ${code}`, tail));
    });
  });
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const SIGNAL_NUMBERS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 };

/** While the child runs, a signal ends it; once it is gone we end as the signal asks. */
function passSignals(child) {
  const handlers = SIGNALS.map((signal) => {
    const handler = () => {
      child.once('close', () => process.exit(128 + SIGNAL_NUMBERS[signal]));
      child.kill(signal);
    };
    process.on(signal, handler);
    return [signal, handler];
  });
  return () => {
    for (const [signal, handler] of handlers) process.off(signal, handler);
  };
}
