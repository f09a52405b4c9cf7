import type { User } from './program.ts';

const NOBODY = 65_534;

/** Tests of what only root meets. */
export const AS_ROOT = process.geteuid?.() === 0;

/** An ordinary user: ourselves (undefined), or as root somebody without rights. */
export const ORDINARY_USER: User | undefined = AS_ROOT ? { uid: NOBODY, gid: NOBODY } : undefined;

/** Users under whom the program is tried, with how a test names them. */
export const USERS: readonly { readonly name: string; readonly user: User | undefined }[] = AS_ROOT
  ? [
      { name: 'root', user: undefined },
      { name: 'an ordinary user', user: ORDINARY_USER },
    ]
  : [{ name: 'an ordinary user', user: undefined }];
