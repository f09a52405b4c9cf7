import type { UserChange, UserCreate, UserItem } from '../../../../src/contract/index.ts';
import { readPartitions, writePartitions } from '../../forms/index.ts';

/** A user as a form has it. */
export interface UserDraft {
  readonly username: string;
  readonly email: string;
  readonly roles: readonly string[];
  /** With blanks or commas between; empty: all. */
  readonly partitions: string;
}

export const NEW_DRAFT: UserDraft = { username: '', email: '', roles: ['viewer'], partitions: '' };

/** What a form begins with for a user that exists. */
export function draftOf({ username, email, roles, partitions }: UserItem): UserDraft {
  return {
    username: username ?? '',
    email: email ?? '',
    roles,
    partitions: writePartitions(partitions),
  };
}

/** The user that a form asks for; a blank password: the server makes one up. */
export function createOf(draft: UserDraft, password: string): UserCreate {
  const email = draft.email.trim();
  return {
    username: draft.username.trim(),
    ...(email === '' ? {} : { email }),
    roles: [...draft.roles],
    partitions: readPartitions(draft.partitions),
    ...(password === '' ? {} : { password }),
  };
}

/** What a form changes; fields that stay are left out, so that nobody else's change is undone. */
export function changeOf(before: UserItem, draft: UserDraft): UserChange {
  const first = draftOf(before);
  const username = draft.username.trim();
  const email = draft.email.trim();
  const partitions = readPartitions(draft.partitions);
  const samePartitions = writePartitions(partitions) === first.partitions;
  const sameRoles = [...draft.roles].sort().join() === [...first.roles].sort().join();
  return {
    ...(username === first.username ? {} : { username }),
    ...(email === first.email ? {} : { email }),
    ...(sameRoles ? {} : { roles: [...draft.roles] }),
    ...(samePartitions ? {} : { partitions }),
  };
}
