import type { TokenCreated, UserItem } from '../../../src/contract/index.ts';
import { DAY, type Tell } from './tell.ts';

/** Users of every role, one of them disabled, and the tokens of programs. */
export async function showPeople(tell: Tell): Promise<readonly UserItem[]> {
  const users: UserItem[] = [];
  for (const [username, roles, partitions] of [
    ['ada', ['admin'], null],
    ['grace', ['operator'], null],
    ['linus', ['operator'], ['vie1']],
    ['noc-screen', ['viewer'], null],
    ['margaret', ['viewer'], ['ams2', 'fra1']],
    ['edgar', ['viewer'], null],
  ] as const) {
    const email = username === 'noc-screen' ? null : `${username}@example.net`;
    users.push(
      await tell<UserItem>('/api/admin/users', {
        ...{ username, email, roles, partitions, password: `a long password of ${username}` },
      }),
    );
  }
  const idOf = (name: string) => users.find(({ username }) => username === name)?.id;
  await tell(`/api/admin/users/${idOf('edgar')}`, { is_active: false }, 'PATCH');
  const token = (name: string, scopes: string[], more: object = {}) =>
    tell<TokenCreated>('/api/admin/tokens', { name, scopes, ...more });
  const inDays = (days: number) => new Date(Date.now() + days * DAY).toISOString();
  await token('prometheus', ['ingest:write', 'process:read'], { expires_at: inDays(365) });
  await token('NATS bridge', ['ingest:write'], { partitions: ['ams2'] });
  await token('weekly report', ['devices:read', 'telemetry:read'], {
    ...{ user_id: idOf('grace'), expires_at: inDays(3) },
  });
  await token('wall screen', ['devices:read'], { user_id: idOf('noc-screen') });
  return users;
}
