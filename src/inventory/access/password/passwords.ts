import { randomBytes } from 'node:crypto';
import {
  type HashCost,
  hasCost,
  hashArgon2,
  isArgon2,
  OWASP_COST,
  verifyArgon2,
} from './argon2.ts';
import { isBcrypt, verifyBcrypt } from './bcrypt.ts';
import { createGate } from './gate.ts';

/** Two hashes at a time take 38 MiB; who waits beyond is told to come again. */
const BOUNDS = { atOnce: 2, waiting: 32 };

/** Makes and checks hashes of passwords. */
export interface Passwords {
  hash(password: string): Promise<string>;
  /**
   * Whether a password is that of a stored hash, by argon2id or the bcrypt of the old system.
   * Without a hash, or with one that cannot be read, it is not, after the same time.
   */
  verify(password: string, stored: string | null): Promise<boolean>;
  /** Whether a right password is to be hashed anew: its hash is old, or of another cost. */
  isStale(stored: string): boolean;
}

/** `cost` is for tests; else what OWASP asks for. */
export function createPasswords(cost: HashCost = OWASP_COST): Passwords {
  const gate = createGate(BOUNDS);
  // Of a password that nobody knows: what is compared where there is nobody.
  let nobody: Promise<string> | undefined;
  const hashOfNobody = () => {
    nobody ??= hashArgon2(randomBytes(24).toString('base64'), cost);
    return nobody;
  };
  return {
    hash: (password) => gate.through(() => hashArgon2(password, cost)),
    verify: (password, stored) =>
      gate.through(async () => {
        if (stored !== null && isArgon2(stored)) return verifyArgon2(stored, password);
        if (stored !== null && isBcrypt(stored)) return verifyBcrypt(stored, password);
        await verifyArgon2(await hashOfNobody(), password);
        return false;
      }),
    isStale: (stored) => !isArgon2(stored) || !hasCost(stored, cost),
  };
}
