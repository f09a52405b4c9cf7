import { type Clock, RadarError } from '../../core/index.ts';
import type { Database } from '../../database/index.ts';
import type { Doer } from './events/index.ts';
import type { Passwords } from './password/index.ts';
import { covers, type Scope } from './permission.ts';

/** What users, sessions and tokens are kept with. */
export interface AccessParts {
  /** By the role that stores rows: readers of data may not see it. */
  readonly database: Database;
  readonly clock: Clock;
  readonly passwords: Passwords;
  /** Called after a change, so that this process remembers nothing of before. */
  changed(): void;
}

/** Who changes users or tokens, and what they may do themselves. */
export interface Administrator extends Doer {
  readonly scopes: readonly string[];
}

/** Refuses to let somebody give what they do not have. Throws ACCESS_DENIED. */
export function requireCovered(by: Administrator, scopes: readonly Scope[], what: string): void {
  const missing = scopes.find((scope) => !covers(by.scopes, scope));
  if (missing === undefined) return;
  throw new RadarError('ACCESS_DENIED', `${what} may "${missing}", which you may not.`, {
    hint: 'Ask somebody who may, such as an admin.',
  });
}
