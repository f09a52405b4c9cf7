import { readFile } from 'node:fs/promises';
import { codeOf, messageOf, RadarError } from '../../../core/index.ts';
import { createKeyRing, type KeyRing } from './key-ring.ts';

/** Where the keys are. */
export interface KeySource {
  readonly keys: readonly string[] | null;
  /** Absolute path of a file with keys. */
  readonly file: string | null;
}

/**
 * The keys of the settings or of the file; null where neither is there, and onboarding is off. In
 * the file stands one key a line, the one that encrypts first; blank lines and those that begin with
 * `#` count for nothing. Throws CONFIG_INVALID and CONFIG_FILE_UNREADABLE.
 */
export async function readKeyRing({ keys, file }: KeySource): Promise<KeyRing | null> {
  if (keys !== null) return createKeyRing(keys, 'setting onboarding.encryption_key');
  if (file === null) return null;
  const text = await readFile(file, 'utf8').catch((fault: unknown) => {
    throw unreadable(file, fault);
  });
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
  return createKeyRing(lines, `file ${file} (setting onboarding.encryption_key_file)`);
}

function unreadable(file: string, fault: unknown): RadarError {
  const why = codeOf(fault) === 'ENOENT' ? 'it does not exist' : messageOf(fault);
  return new RadarError(
    'CONFIG_FILE_UNREADABLE',
    `The file ${file} of setting onboarding.encryption_key_file cannot be read: ${why}.`,
    { hint: 'Correct the path, or give this user the right to read it.', cause: fault },
  );
}
