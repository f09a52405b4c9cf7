import type { MadeUser, User } from '../../inventory/index.ts';
import type { Call } from '../command.ts';

/** Prints what became of a user, and the password where one was made up. */
export async function answerMade(
  call: Call,
  { user, password }: MadeUser,
  what: string,
): Promise<void> {
  const { userItem } = await import('../../server/index.ts');
  const told =
    password === null
      ? ''
      : `Password: ${password}\nIt is told this once, and must be changed at the next log-in.\n`;
  call.answer(`The user ${user.username} ${what}.\n${told}`, { ...userItem(user), password });
}

/** Prints what became of a user. */
export async function answerUser(call: Call, user: User, what: string): Promise<void> {
  const { userItem } = await import('../../server/index.ts');
  call.answer(`The user ${user.username ?? user.id} ${what}.\n`, userItem(user));
}
