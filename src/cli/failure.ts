import { inspect } from 'node:util';
import { DEBUG_VARIABLE } from '../config/index.ts';
import { type RadarError, toRadarError } from '../core/index.ts';
import { type ExitCode, exitCodeOf } from './exit.ts';
import type { Io } from './io.ts';
import { paintFor } from './paint.ts';

const OWN_FAULT = `This is a fault of radarstore. ${DEBUG_VARIABLE}=1 shows more; please report it.`;

/**
 * Tells why a command failed, and answers its exit code: one sentence, what to do, and the code; as
 * JSON on standard output where JSON was asked for. The cause, with its stack, only for debugging.
 */
export function reportFailure(
  thrown: unknown,
  io: Pick<Io, 'stdout' | 'stderr' | 'environment'>,
  options: { readonly json: boolean; readonly debug: boolean },
): ExitCode {
  const fault = toRadarError(thrown);
  const hint = fault.hint ?? (fault.code === 'INTERNAL' ? OWN_FAULT : undefined);
  if (options.json) {
    const error = { code: fault.code, message: fault.message, hint: hint ?? null };
    io.stdout.write(`${JSON.stringify({ error }, null, 2)}\n`);
  } else {
    const paint = paintFor(io.stderr, io.environment);
    const [first = '', ...rest] = fault.message.split('\n');
    io.stderr.write(
      `${[`${paint('red', 'Error:')} ${first} [${fault.code}]`, ...rest].join('\n')}\n`,
    );
    if (hint !== undefined) io.stderr.write(`${paint('bold', 'Hint:')} ${hint}\n`);
  }
  if (options.debug) io.stderr.write(`${debugText(fault)}\n`);
  return exitCodeOf(fault.code);
}

function debugText(fault: RadarError): string {
  return fault.cause === undefined
    ? (fault.stack ?? 'no stack')
    : `Cause: ${inspect(fault.cause, { depth: 5 })}`;
}
