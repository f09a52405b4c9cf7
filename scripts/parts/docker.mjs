import { execFileSync } from 'node:child_process';
import { run } from './run.mjs';
import { timed } from './say.mjs';

/**
 * TimescaleDB in containers, where a docker engine answers: the makers' own images, of the edition
 * that each engine of the tests stands for.
 */
const IMAGES = {
  'timescale-apache': 'timescale/timescaledb:latest-pg17-oss',
  timescale: 'timescale/timescaledb-ha:pg17',
};

/** Name of the image of an engine when it is on this machine, or undefined. */
export function findImage(engine) {
  const image = IMAGES[engine];
  return dockerHindrance() === undefined && answers(['image', 'inspect', image])
    ? image
    : undefined;
}

/** Why no container can be run here, or undefined. */
export function dockerHindrance() {
  return answers(['info', '--format', '{{.ServerVersion}}'])
    ? undefined
    : 'no docker engine answers here';
}

/** Fetches the image of an engine. */
export async function pullImage(engine) {
  const image = IMAGES[engine];
  await timed(`fetching ${image} for the tests (once)`, 'fetched it', () =>
    run('docker', ['pull', '--quiet', image]),
  );
}

const ANSWER_DEADLINE_MS = 10_000;

function answers(args) {
  try {
    execFileSync('docker', args, {
      stdio: ['ignore', 'ignore', 'ignore'],
      timeout: ANSWER_DEADLINE_MS,
    });
    return true;
  } catch {
    return false; // no such program, no engine behind it, or none of that name
  }
}
