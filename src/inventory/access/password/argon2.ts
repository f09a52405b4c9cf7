import { hash as argon2, type Options, parseOptions, verify } from '@node-rs/argon2';

/** What a hash costs: memory in KiB, passes, and threads. */
export interface HashCost {
  readonly memoryCost: number;
  readonly timeCost: number;
  readonly parallelism: number;
}

/** What OWASP's cheat sheet on password storage asks of argon2id: 19 MiB, two passes, one thread. */
export const OWASP_COST: HashCost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Number of argon2id; the library's own constant cannot be read without its build flags. */
const ARGON2ID = 2 as NonNullable<Options['algorithm']>;

export const hashArgon2 = (password: string, cost: HashCost): Promise<string> =>
  argon2(password, { ...cost, algorithm: ARGON2ID });

export const isArgon2 = (stored: string) => stored.startsWith('$argon2id$');

/** Whether a password is the one of a hash; throws for text that is no hash. */
export const verifyArgon2 = (stored: string, password: string): Promise<boolean> =>
  verify(stored, password);

/** Whether a hash was made for less, or more, than is asked for now. */
export function hasCost(stored: string, cost: HashCost): boolean {
  const { memoryCost, timeCost, parallelism } = parseOptions(stored);
  return (
    memoryCost === cost.memoryCost && timeCost === cost.timeCost && parallelism === cost.parallelism
  );
}
