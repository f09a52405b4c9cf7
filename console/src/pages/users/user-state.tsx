import type { UserItem } from '../../../../src/contract/index.ts';
import { type Condition, State } from '../../controls/index.ts';
import { readInstant } from '../../format/index.ts';

/** Whether a user can log in, and why not. */
export interface UserState {
  readonly condition: Condition;
  readonly word: 'Disabled' | 'Locked' | 'Password to choose' | 'No password' | 'Active';
}

/** The state of a user at an instant. */
export function stateOf(user: UserItem, nowMs: number): UserState {
  const lockedUntil = readInstant(user.locked_until);
  if (!user.is_active) return { condition: 'fail', word: 'Disabled' };
  if (lockedUntil !== undefined && lockedUntil > nowMs) {
    return { condition: 'warn', word: 'Locked' };
  }
  if (!user.has_password && user.provider === 'local') {
    return { condition: 'unknown', word: 'No password' };
  }
  if (user.must_change_password) return { condition: 'unknown', word: 'Password to choose' };
  return { condition: 'ok', word: 'Active' };
}

/** The state as a shape and a word. */
export function UserStateMark({
  user,
  nowMs,
}: {
  readonly user: UserItem;
  readonly nowMs: number;
}) {
  const { condition, word } = stateOf(user, nowMs);
  return <State condition={condition}>{word}</State>;
}

/** What a user is called. */
export const nameOf = ({ username, email, id }: UserItem): string => username ?? email ?? id;
