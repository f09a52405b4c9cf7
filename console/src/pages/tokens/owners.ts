import type { Me, UserItem } from '../../../../src/contract/index.ts';
import type { Choice } from '../../forms/index.ts';
import { nameOf } from '../users/index.ts';

/** Value of the choice that a token is nobody's. */
export const NOBODY = '';

/** Whose a token can be: of who makes it, of nobody, of any other user; those who are disabled last. */
export function ownersOf(
  me: Pick<Me, 'user_id' | 'actor'> | undefined,
  users: readonly UserItem[],
): readonly Choice[] {
  const myId = me?.user_id ?? null;
  const others = users.filter(({ id }) => id !== myId);
  const byName = (list: readonly UserItem[]) =>
    list.map(choiceOf).sort((one, other) => one.title.localeCompare(other.title));
  return [
    ...(myId === null ? [] : [{ value: myId, title: 'You', detail: me?.actor ?? '' }]),
    { value: NOBODY, title: 'Nobody', detail: 'such as of a collector' },
    ...byName(others.filter((user) => user.is_active)),
    ...byName(others.filter((user) => !user.is_active)),
  ];
}

function choiceOf(user: UserItem): Choice {
  const { id, username, email, roles, is_active } = user;
  const told = [
    // The name is the title, and the address where there is no other name.
    ...(username === null || email === null ? [] : [email]),
    roles.join(', ') || 'no role',
    ...(is_active ? [] : ['disabled']),
  ];
  return { value: id, title: nameOf(user), detail: told.join(' · ') };
}
