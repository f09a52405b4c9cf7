import { readFile } from 'node:fs/promises';
import { messageOf, RadarError } from '../../core/index.ts';
import type { AccessParts, Administrator, UserWithHash } from '../../inventory/index.ts';
import { actorOf } from '../actor.ts';
import type { Call } from '../command.ts';
import { withDatabase } from '../database.ts';

/** Beginnings of the names of settings that these commands go by. */
export const ACCESS_SETTINGS = ['database.', 'data_dir', 'embedded.', 'log.'];

export const WHICH_DATABASE =
  'Works directly on the database, also while nobody can log in; a running `serve` sees it within ten\nseconds. Without a database URL this is the embedded PostgreSQL, started for the moment; one that\nserves must be stopped before, or be reached by the URL of its --embedded-port.';

/** What a command on users and tokens works with. */
export interface OpenedAccess {
  readonly parts: AccessParts;
  /** Who reaches the database may do everything. */
  readonly by: Administrator;
}

/** Runs `work` on users and tokens of the database of the settings. */
export function withAccess<T>(call: Call, work: (opened: OpenedAccess) => Promise<T>): Promise<T> {
  return withDatabase(call, async ({ database }) => {
    const { checkUsable, schemaStatus } = await import('../../database/index.ts');
    checkUsable(database, await schemaStatus(database));
    const { createPasswords } = await import('../../inventory/index.ts');
    const { clock } = call.io;
    const parts = { database, clock, passwords: createPasswords(), changed: () => {} };
    return work({ parts, by: { actor: actorOf(call.io), address: null, scopes: ['*'] } });
  });
}

/** The word behind the command. Throws USAGE_INVALID where it is missing. */
export function requireArgument({ argument }: Call, what: string): string {
  if (argument !== undefined && argument.trim() !== '') return argument;
  throw new RadarError('USAGE_INVALID', `The command lacks the ${what}.`, {
    hint: `Write the ${what} behind the command.`,
  });
}

/** The user by name, e-mail address or id. Throws NOT_FOUND. */
export async function requireNamed({ database }: AccessParts, name: string): Promise<UserWithHash> {
  const { findUser } = await import('../../inventory/index.ts');
  const user = await findUser(database, name);
  if (user !== undefined) return user;
  throw new RadarError('NOT_FOUND', `There is no user "${name}".`, {
    hint: 'See `radarstore users list`.',
  });
}

/** Words with commas between; undefined where the option is not there. */
export function wordsOption({ options }: Call, name: string): string[] | undefined {
  const text = options[name];
  if (typeof text !== 'string') return undefined;
  return text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
}

/** Partitions of an option, where `all` stands for null; undefined where the option is not there. */
export function partitionsOption(call: Call): string[] | null | undefined {
  const words = wordsOption(call, 'partitions');
  return words?.length === 1 && words[0] === 'all' ? null : words;
}

/** The password in the file of an option; undefined where the option is not there. */
export async function passwordOption({ options }: Call): Promise<string | undefined> {
  const { passwordFile } = options;
  if (typeof passwordFile !== 'string') return undefined;
  try {
    return (await readFile(passwordFile, 'utf8')).replace(/\r?\n$/, '');
  } catch (cause) {
    throw new RadarError(
      'USAGE_INVALID',
      `The file ${passwordFile} cannot be read: ${messageOf(cause)}.`,
      {
        cause,
      },
    );
  }
}

export const PARTITIONS_OPTION = {
  flags: '--partitions <list>',
  meaning: 'network partitions to confine to, with commas between; all for no confinement',
};

export const PASSWORD_OPTION = {
  flags: '--password-file <file>',
  meaning: 'file with the password; without it one is made up, told once, and must be changed',
};
