import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Settings } from '../config/index.ts';
import { type Clock, messageOf, RadarError } from '../core/index.ts';
import type { Database } from '../database/index.ts';
import {
  type AccessControl,
  createAccess,
  folderKeeper,
  type KeyKeeper,
  sealingKeeper,
} from '../inventory/index.ts';
import type { Logger } from '../observe/index.ts';
import {
  type Authentication,
  isAuthenticated,
  type ServerAuthentication,
} from '../server/index.ts';
import type { Closers } from './closers.ts';

/** Below the data folder: private keys, where they are not encrypted in the database. */
const KEY_FOLDER = 'access-keys';

const KEY_BYTES = 32;

export interface AccessSurroundings {
  readonly settings: Settings;
  /** By the role that stores rows. */
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Users and access as the servers of this process ask for them. */
export interface OpenedAccess {
  readonly http: ServerAuthentication;
  readonly otlp: Authentication;
  /** Made at this start, since nobody could log in. */
  readonly firstAdmin: FirstAdmin | null;
}

/** Name and password of the first user; the password is told nowhere else. */
export interface FirstAdmin {
  readonly username: string;
  readonly password: string;
}

/**
 * Opens users and access by the settings, and makes the first admin where authentication is on and
 * nobody has a password. Throws CONFIG_INVALID and CONFIG_FILE_UNREADABLE.
 */
export async function openAccess(
  surroundings: AccessSurroundings,
  closers: Closers,
): Promise<OpenedAccess> {
  const { settings, database, clock, log } = surroundings;
  const { issuer, enabled: mode, ...auth } = settings.auth;
  const keeper = await openKeeper(settings, log);
  const control = createAccess({
    ...auth,
    database,
    clock,
    log,
    keeper,
    issuer: issuer ?? 'radarstore',
  });
  closers.push('access', () => control.settle());
  const http = { ...auth, control, enabled: isAuthenticated(mode, settings.http.host) };
  const otlp = { control, enabled: isAuthenticated(mode, settings.otlp.host) };
  const isNeeded = http.enabled || (otlp.enabled && settings.otlp.enabled);
  return { http, otlp, firstAdmin: isNeeded ? await makeFirstAdmin(control) : null };
}

async function makeFirstAdmin(control: AccessControl): Promise<FirstAdmin | null> {
  const made = await control.makeFirstAdmin();
  if (made === undefined || made.password === null) return null;
  return { username: made.user.username ?? '', password: made.password };
}

async function openKeeper(settings: Settings, log: Logger): Promise<KeyKeeper> {
  const keys = await readSealingKeys(settings);
  return keys === null
    ? folderKeeper(join(settings.dataDir, KEY_FOLDER), log)
    : sealingKeeper(keys);
}

/** What encrypts signing keys in the database; null where they stay in files. Throws as {@link openAccess}. */
export async function readSealingKeys({ auth }: Settings): Promise<Buffer[] | null> {
  const { encryptionKeys, encryptionKeyFile } = auth;
  if (encryptionKeys !== null) return encryptionKeys.map(bytesOf);
  return encryptionKeyFile === null ? null : readSecrets(encryptionKeyFile);
}

async function readSecrets(file: string): Promise<Buffer[]> {
  const setting = 'of setting auth.encryption_key_file';
  const text = await readFile(file, 'utf8').catch((fault: unknown) => {
    throw new RadarError(
      'CONFIG_FILE_UNREADABLE',
      `The file ${file} ${setting} cannot be read: ${messageOf(fault)}.`,
      { hint: 'Correct the path, or give this user the right to read it.', cause: fault },
    );
  });
  const lines = text.split('\n').map((line) => line.trim());
  const secrets = lines.filter((line) => line !== '' && !line.startsWith('#')).map(bytesOf);
  if (secrets.length > 0 && secrets.every((secret) => secret.length === KEY_BYTES)) return secrets;
  throw new RadarError('CONFIG_INVALID', `The file ${file} ${setting} holds no such keys.`, {
    hint: `Write one with \`openssl rand -base64 ${KEY_BYTES}\`, one a line.`,
  });
}

const bytesOf = (text: string) => Buffer.from(text, 'base64');
