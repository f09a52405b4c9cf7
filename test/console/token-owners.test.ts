import { describe, expect, test } from 'vitest';
import { matchChoices } from '../../console/src/forms/index.ts';
import { NOBODY, ownersOf } from '../../console/src/pages/tokens/owners.ts';
import type { UserItem } from '../../src/contract/index.ts';

const user = (id: string, more: Partial<UserItem> = {}): UserItem => ({
  ...{ id, username: id, email: `${id}@example.org`, provider: 'local', roles: ['viewer'] },
  ...{ partitions: null, is_active: true, has_password: true, must_change_password: false },
  ...{ failed_attempts: 0, locked_until: null, last_login_at: null },
  ...{ created_at: '2026-03-10T12:00:00Z', updated_at: '2026-03-10T12:00:00Z' },
  ...more,
});

const USERS = [
  user('vera'),
  user('edgar', { is_active: false }),
  user('ada', { roles: ['admin'] }),
  user('u-9', { username: null, email: 'robot@example.org', roles: [] }),
  user('otto', { email: null, roles: ['operator', 'viewer'] }),
];

describe('whose a token can be', () => {
  test('is first oneself, then nobody, then every other user by name, those who are disabled last', () => {
    const owners = ownersOf({ user_id: 'ada', actor: 'ada' }, USERS);
    expect(owners.map(({ value }) => value)).toEqual([
      ...['ada', NOBODY, 'otto', 'u-9', 'vera', 'edgar'],
    ]);
    expect(owners.map(({ title }) => title)).toEqual([
      ...['You', 'Nobody', 'otto', 'robot@example.org', 'vera', 'edgar'],
    ]);
  });

  test('is told with what tells users apart: address, roles, and that one is disabled', () => {
    const details = ownersOf(undefined, USERS).map(({ title, detail }) => `${title}: ${detail}`);
    expect(details).toEqual([
      'Nobody: such as of a collector',
      'ada: ada@example.org · admin',
      'otto: operator, viewer',
      'robot@example.org: no role',
      'vera: vera@example.org · viewer',
      'edgar: edgar@example.org · viewer · disabled',
    ]);
  });

  test('is nobody or another user for who is no user', () => {
    const [first] = ownersOf({ user_id: null, actor: 'local' }, USERS);
    expect(first?.value).toBe(NOBODY);
  });
});

describe('one of many choices', () => {
  const choices = ownersOf({ user_id: 'ada', actor: 'ada' }, USERS);
  const found = (text: string) => matchChoices(choices, text).map(({ title }) => title);

  test('is found by a part of its name or of what stands beside it, in any letter case', () => {
    expect(found('ROBOT')).toEqual(['robot@example.org']);
    expect(found('example.org viewer')).toEqual(['vera', 'edgar']);
    expect(found('nothing like this')).toEqual([]);
  });

  test('stands in front where its name begins with what was typed', () => {
    expect(found('o').at(0)).toBe('otto');
    expect(found('ada')).toEqual(['You']);
  });

  test('is among all of them while nothing is typed', () => {
    expect(found('  ')).toHaveLength(choices.length);
  });
});
