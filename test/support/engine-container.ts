import { execFile, execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { type ConnectionTarget, connectDatabase } from '../../src/database/index.ts';
import { poolOptions } from './target.ts';
import { until } from './until.ts';

/** A server that tests work on, and its end. */
export interface Server {
  readonly target: ConnectionTarget;
  /** A superuser's way in over TCP. */
  readonly url: string;
  stop(): Promise<void>;
}

/** A new data folder is made first, on a machine that does much else. */
const START_DEADLINE_MS = 90_000;

const run = promisify(execFile);

/** Runs a container of an image of PostgreSQL, with settings, and waits until it answers. */
export async function startContainer(
  image: string,
  configuration: { readonly [name: string]: string },
): Promise<Server> {
  const password = randomBytes(12).toString('hex');
  const settings = Object.entries(configuration).flatMap(([name, value]) => [
    '-c',
    `${name}=${value}`,
  ]);
  const docker = async (...args: string[]) => (await run('docker', args)).stdout.trim();
  const id = await docker(
    ...['run', '--detach', '--rm', '--shm-size=256m', '--publish=127.0.0.1::5432'],
    ...[`--env=POSTGRES_PASSWORD=${password}`, image, 'postgres', ...settings],
  );
  const remove = () => void execFileSync('docker', ['rm', '--force', id], { stdio: 'ignore' });
  process.once('exit', remove); // a run that is interrupted ends without a teardown
  const stop = async () => {
    process.off('exit', remove);
    await docker('rm', '--force', id);
  };
  try {
    const [address = ''] = (await docker('port', id, '5432/tcp')).split('\n');
    const url = `postgres://postgres:${password}@${address}/postgres`;
    // While the image makes its data folder its server listens on no port.
    await until(
      `${image} answers`,
      async () => (await connectDatabase(poolOptions({ url }))).close().then(() => true),
      START_DEADLINE_MS,
    );
    return { target: { url }, url, stop };
  } catch (fault) {
    await stop();
    throw fault;
  }
}
