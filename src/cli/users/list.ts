import { formatInstant, type Instant } from '../../core/index.ts';
import type { User } from '../../inventory/index.ts';
import { ACCESS_SETTINGS, WHICH_DATABASE, withAccess } from '../access/index.ts';
import type { Command } from '../command.ts';
import { EXIT } from '../exit.ts';
import { table } from '../table.ts';

export const usersList: Command = {
  name: 'users list',
  summary: 'list the users',
  description: `Lists every user.\n\n${WHICH_DATABASE}`,
  settings: ACCESS_SETTINGS,
  json: true,
  examples: [
    { line: 'radarstore users list', meaning: 'for people' },
    { line: 'radarstore users list --json', meaning: 'for a program' },
  ],
  run: (call) =>
    withAccess(call, async ({ parts }) => {
      const { listUsers } = await import('../../inventory/index.ts');
      const { userItem } = await import('../../server/index.ts');
      const users = await listUsers(parts.database);
      call.answer(listText(users, parts.clock.now()), users.map(userItem));
      return EXIT.done;
    }),
};

function listText(users: readonly User[], now: Instant): string {
  if (users.length === 0) return 'There are no users.\n';
  return table(
    ['NAME', 'EMAIL', 'ROLES', 'PARTITIONS', 'STATE', 'LAST LOG-IN', 'ID'],
    users.map((user) => [
      user.username ?? '-',
      user.email ?? '-',
      user.roles.join(',') || '-',
      user.partitions?.join(',') ?? 'all',
      stateOf(user, now),
      user.lastLoginAt === null ? 'never' : formatInstant(user.lastLoginAt),
      user.id,
    ]),
  );
}

function stateOf(user: User, now: Instant): string {
  if (!user.isActive) return 'disabled';
  if (user.lockedUntil !== null && user.lockedUntil > now) return 'locked';
  if (!user.hasPassword) return 'no password';
  return user.mustChangePassword ? 'must change password' : 'active';
}
