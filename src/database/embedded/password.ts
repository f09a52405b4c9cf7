import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { codeOf, messageOf, RadarError } from '../../core/index.ts';
import type { Logger } from '../../observe/index.ts';
import { type Account, spawnIdentity } from './account.ts';
import type { Binaries } from './binaries.ts';
import { attempt, type DataFolder, give } from './folder.ts';
import { readable } from './server-log.ts';
import { ENVIRONMENT, USER } from './setup.ts';

/** Writes a new password for the server's user, readable by the account alone. */
export async function writePassword(folder: DataFolder, account: Account): Promise<string> {
  const password = randomBytes(24).toString('base64url');
  const draft = `${folder.password}.new`;
  await attempt(folder.password, async () => {
    await rm(draft, { force: true });
    const handle = await open(draft, 'wx', 0o600);
    try {
      await handle.writeFile(`${password}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await give(draft, account);
    await rename(draft, folder.password);
  });
  return password;
}

/**
 * The password of a cluster on which no server runs. Where its file was lost a new password is set:
 * whoever owns the files of a cluster may do so.
 */
export async function ensurePassword(options: {
  readonly folder: DataFolder;
  readonly binaries: Binaries;
  readonly account: Account;
  readonly log: Logger;
}): Promise<string> {
  const { folder, account, log } = options;
  const text = await attempt(folder.password, () =>
    readFile(folder.password, 'utf8').catch((fault) => {
      if (codeOf(fault) === 'ENOENT') return '';
      throw fault;
    }),
  );
  if (text.trim() !== '') return text.trim();
  log.warn({ file: folder.password }, 'the password of the database is lost and a new one is set');
  const password = await writePassword(folder, account);
  try {
    await alterPassword(options, password);
  } catch (fault) {
    await rm(folder.password, { force: true }); // so that the next start tries again
    throw fault;
  }
  return password;
}

/** Runs the server on one statement instead of connections; then it asks for no password. */
async function alterPassword(
  options: { readonly folder: DataFolder; readonly binaries: Binaries; readonly account: Account },
  password: string,
): Promise<void> {
  const child = spawn(
    options.binaries.postgres,
    ['--single', '-D', options.folder.cluster, '-c', 'exit_on_error=on', 'postgres'],
    {
      cwd: options.folder.cluster,
      env: ENVIRONMENT,
      detached: true,
      stdio: ['pipe', 'ignore', 'pipe'],
      ...spawnIdentity(options.account),
    },
  );
  const output: string[] = [];
  child.stderr.setEncoding('utf8').on('data', (text: string) => output.push(text));
  child.stdin.on('error', () => {}); // it ended before it read; its exit code tells
  child.stdin.end(`alter role ${USER} password '${password}'\n`);
  const fault = await new Promise<string | undefined>((resolve) => {
    child.on('error', (error) => resolve(messageOf(error)));
    child.on('close', (code, signal) =>
      resolve(code === 0 ? undefined : `it ended with ${signal ?? `code ${code}`}`),
    );
  });
  if (fault === undefined) return;
  throw new RadarError(
    'EMBEDDED_START_FAILED',
    `The embedded PostgreSQL cannot set a new password: ${fault}. It says:\n  ${readable(output.join('')).join('\n  ')}\n`,
    { hint: `Put the file ${options.folder.password} back from a backup.` },
  );
}
