import { readFile, realpath, stat } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { dirname } from 'node:path';
import { RadarError } from '../../core/index.ts';

const ENTER = 0o1;
const READ_AND_ENTER = 0o5;

/** The account of the operating system under which the server runs. */
export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  /** We are root and drop to it, since PostgreSQL refuses to run as root. */
  readonly dropped: boolean;
}

/**
 * Ourselves, unless we are root: then the owner of the data that is there already, else `postgres`
 * where the system has it, else `nobody`.
 */
export async function chooseAccount(clusterFolder: string): Promise<Account> {
  const uid = process.geteuid?.() ?? 0;
  const gid = process.getegid?.() ?? 0;
  if (uid !== 0) return { name: ownName(uid), uid, gid, dropped: false };
  const known = await readAccounts();
  const owner = await stat(clusterFolder).catch(() => undefined);
  if (owner !== undefined && owner.uid !== 0) {
    const name = known.find((account) => account.uid === owner.uid)?.name ?? `uid ${owner.uid}`;
    return { name, uid: owner.uid, gid: owner.gid, dropped: true };
  }
  const found =
    known.find((account) => account.name === 'postgres') ??
    known.find((account) => account.name === 'nobody');
  if (found === undefined) {
    throw new RadarError(
      'EMBEDDED_UNSUPPORTED',
      'PostgreSQL refuses to run as root, and /etc/passwd has neither a user postgres nor nobody to run it.',
      { hint: 'Add one of them, run radarstore as an ordinary user, or pass a database URL.' },
    );
  }
  return { ...found, dropped: true };
}

/** Options for `spawn` that give the process the account's rights. */
export function spawnIdentity(account: Account): { uid?: number; gid?: number } {
  return account.dropped ? { uid: account.uid, gid: account.gid } : {};
}

/**
 * The first part of `path` that stops the account from entering it, or from reading and running
 * it; undefined when nothing does. Judged by mode bits.
 */
export async function findBarrier(
  account: Account,
  path: string,
  purpose: 'enter' | 'read',
): Promise<string | undefined> {
  const steps: string[] = [];
  let step = await realpath(path);
  do {
    steps.unshift(step);
    step = dirname(step);
  } while (step !== steps[0]);
  for (const each of steps) {
    const { uid, gid, mode } = await stat(each);
    const bits = uid === account.uid ? mode >> 6 : gid === account.gid ? mode >> 3 : mode;
    const needed = purpose === 'read' && each === steps.at(-1) ? READ_AND_ENTER : ENTER;
    if ((bits & needed) !== needed) return each;
  }
  return undefined;
}

function ownName(uid: number): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${uid}`; // containers run under numbers that /etc/passwd does not list
  }
}

async function readAccounts(): Promise<Omit<Account, 'dropped'>[]> {
  const text = await readFile('/etc/passwd', 'utf8').catch(() => '');
  return text.split('\n').flatMap((line) => {
    const [name, , uid, gid] = line.split(':');
    if (name === undefined || !/^\d+$/.test(uid ?? '') || !/^\d+$/.test(gid ?? '')) return [];
    return [{ name, uid: Number(uid), gid: Number(gid) }];
  });
}
