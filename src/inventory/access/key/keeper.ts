import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '../../../core/index.ts';
import type { Logger } from '../../../observe/index.ts';
import { type KeyPair, openKey, type PrivateKey, sealKey } from './jwt.ts';

/** Where private keys are kept. */
export interface KeyKeeper {
  /** Keeps a key. What is returned is stored beside the public key, for every process; or null. */
  keep(pair: KeyPair): Promise<string | null>;
  /** The private key, where this process has it. */
  find(kid: string, stored: string | null): Promise<PrivateKey | undefined>;
  forget(kid: string): Promise<void>;
}

/** In the database, encrypted: the first secret encrypts, all decrypt. */
export function sealingKeeper(secrets: readonly Uint8Array[]): KeyKeeper {
  const [first] = secrets;
  if (first === undefined) throw new Error('a keeper that seals needs a secret');
  return {
    keep: (pair) => sealKey(pair, first),
    find: async (kid, stored) => (stored === null ? undefined : openKey(stored, kid, secrets)),
    forget: async () => {},
  };
}

/**
 * In files that only this user may read, so that whoever reads the database, or a backup of it, cannot
 * make tokens. Where no file can be written, in memory: then another start signs by another key.
 */
export function folderKeeper(folder: string, log: Logger): KeyKeeper {
  const inMemory = new Map<string, PrivateKey>();
  const fileOf = (kid: string) => join(folder, `${kid}.json`);
  return {
    async keep({ kid, privateKey }) {
      inMemory.set(kid, privateKey);
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        const file = fileOf(kid);
        await writeFile(`${file}.new`, JSON.stringify(privateKey), { mode: 0o600 });
        await rename(`${file}.new`, file);
      } catch (fault) {
        log.warn(
          { folder, fault: messageOf(fault) },
          'the key that signs access tokens cannot be kept in a file, so a restart makes another',
        );
      }
      return null;
    },
    async find(kid) {
      const known = inMemory.get(kid);
      if (known !== undefined || !/^[\w-]+$/.test(kid)) return known;
      try {
        const key = JSON.parse(await readFile(fileOf(kid), 'utf8')) as PrivateKey;
        inMemory.set(kid, key);
        return key;
      } catch {
        // Another process has it, or nobody any more.
        return undefined;
      }
    },
    async forget(kid) {
      inMemory.delete(kid);
      if (/^[\w-]+$/.test(kid)) await rm(fileOf(kid), { force: true }).catch(() => {});
    },
  };
}
