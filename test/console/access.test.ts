import { describe, expect, test } from 'vitest';
import { covers, mayUse } from '../../console/src/data/index.ts';
import { readPartitions, writePartitions } from '../../console/src/forms/index.ts';
import { detailOf, wordsOf } from '../../console/src/pages/access-events/event-words.ts';
import { givable, toggleScope } from '../../console/src/pages/tokens/scopes.ts';
import { stateOf as stateOfToken } from '../../console/src/pages/tokens/token-state.tsx';
import { changeOf, createOf, draftOf } from '../../console/src/pages/users/user-draft.ts';
import { stateOf as stateOfUser } from '../../console/src/pages/users/user-state.tsx';
import {
  ACCESS_EVENTS,
  SCOPE_ACTIONS,
  SCOPE_AREAS,
  type TokenItem,
  USER_ROLES,
  type UserItem,
} from '../../src/contract/index.ts';
import {
  ACCESS_EVENT_KINDS,
  ACTIONS,
  AREAS,
  grants,
  ROLE_SCOPES,
  ROLES,
  SCOPES,
} from '../../src/inventory/index.ts';

const NOW = Date.UTC(2026, 10, 23, 14, 0, 0);
const inHours = (hours: number) => new Date(NOW + hours * 3_600_000).toISOString();

const USER: UserItem = {
  id: 'u1',
  username: 'ada',
  email: null,
  provider: 'local',
  roles: ['operator', 'viewer'],
  partitions: ['east', 'west'],
  is_active: true,
  has_password: true,
  must_change_password: false,
  failed_attempts: 0,
  locked_until: null,
  last_login_at: null,
  created_at: inHours(-2),
  updated_at: inHours(-1),
};

const TOKEN: TokenItem = {
  id: 't1',
  name: 'collector',
  hint: 'wxyz',
  user_id: null,
  username: null,
  scopes: ['ingest:write'],
  partitions: null,
  created_at: inHours(-2),
  created_by: 'ada',
  expires_at: null,
  last_used_at: null,
  revoked_at: null,
  revoked_by: null,
};

describe('what the console believes that somebody may do', () => {
  test('is what the server decides, for every role and permission', () => {
    expect([USER_ROLES, SCOPE_AREAS, SCOPE_ACTIONS]).toEqual([ROLES, AREAS, ACTIONS]);
    for (const role of ROLES) {
      const scopes = ROLE_SCOPES[role];
      for (const area of SCOPE_AREAS) {
        for (const action of SCOPE_ACTIONS) {
          const permission = `${area}:${action}` as const;
          const may = mayUse({ scopes: [...scopes], partitions: null }, { permission });
          expect(may, `${role} ${permission}`).toBe(grants(scopes, permission));
        }
      }
    }
  });

  test('ends at what belongs to no network partition, for whoever is confined to some', () => {
    const confined = { scopes: ['*'], partitions: ['west'] };
    expect(mayUse(confined, { permission: 'devices:read' })).toBe(true);
    expect(mayUse(confined, { permission: 'storage:read', whole: true })).toBe(false);
  });
});

describe('the scopes of a new token', () => {
  test('are offered as far as who makes it has them', () => {
    expect(givable('devices', ['devices:read', 'ingest:*'])).toEqual(['devices:read']);
    expect(givable('ingest', ['ingest:*'])).toHaveLength(4);
    expect(givable('access', ROLE_SCOPES.operator)).toEqual([]);
    const all = SCOPE_AREAS.flatMap((area) => givable(area, ['*']));
    expect(['*', ...all].sort()).toEqual([...SCOPES].sort());
  });

  test('hold nothing twice: all of an area takes the place of its parts, and the reverse', () => {
    expect(toggleScope(['devices:read', 'ingest:write'], 'devices:*')).toEqual([
      'ingest:write',
      'devices:*',
    ]);
    expect(toggleScope(['devices:*'], 'devices:read')).toEqual(['devices:read']);
    expect(toggleScope(['devices:read', 'ingest:write'], '*')).toEqual(['*']);
    expect(toggleScope(['*'], 'devices:read')).toEqual(['devices:read']);
    expect(toggleScope(['devices:read'], 'devices:read')).toEqual([]);
    expect(covers(['devices:*'], 'devices:*')).toBe(true);
  });
});

describe('the form of a user', () => {
  test('asks for nothing that stays, so that it undoes no change of somebody else', () => {
    const draft = draftOf(USER);
    expect(changeOf(USER, draft)).toEqual({});
    expect(changeOf(USER, { ...draft, roles: ['viewer', 'operator'] })).toEqual({});
    expect(changeOf(USER, { ...draft, partitions: 'east,west ' })).toEqual({});
    expect(changeOf(USER, { ...draft, email: 'ada@example.org' })).toEqual({
      email: 'ada@example.org',
    });
    expect(changeOf(USER, { ...draft, partitions: ' ' })).toEqual({ partitions: null });
    expect(changeOf(USER, { ...draft, roles: ['viewer'] })).toEqual({ roles: ['viewer'] });
  });

  test('leaves out what is blank, so that the server makes up a password', () => {
    const draft = { username: ' bob ', email: ' ', roles: ['viewer'], partitions: 'a b' };
    expect(createOf(draft, '')).toEqual({
      username: 'bob',
      roles: ['viewer'],
      partitions: ['a', 'b'],
    });
    expect(createOf(draft, 'some words of mine')).toMatchObject({ password: 'some words of mine' });
  });

  test('reads partitions as a person writes them', () => {
    expect(readPartitions(writePartitions(['east', 'west']))).toEqual(['east', 'west']);
    expect(readPartitions(' ,')).toBeNull();
    expect(writePartitions(null)).toBe('');
  });
});

test('a user is told as disabled, locked, waiting for a password, or active', () => {
  const word = (changes: Partial<UserItem>) => stateOfUser({ ...USER, ...changes }, NOW).word;
  expect(word({})).toBe('Active');
  expect(word({ locked_until: inHours(1) })).toBe('Locked');
  expect(word({ locked_until: inHours(-1) })).toBe('Active');
  expect(word({ must_change_password: true })).toBe('Password to choose');
  expect(word({ has_password: false })).toBe('No password');
  expect(word({ has_password: false, provider: 'google' })).toBe('Active');
  expect(word({ is_active: false, locked_until: inHours(1) })).toBe('Disabled');
});

test('a token is told as revoked, expired, near its end, or valid', () => {
  const word = (changes: Partial<TokenItem>) => stateOfToken({ ...TOKEN, ...changes }, NOW).word;
  expect(word({})).toBe('Valid');
  expect(word({ expires_at: inHours(24 * 30) })).toBe('Valid');
  expect(word({ expires_at: inHours(24) })).toBe('Expires soon');
  expect(word({ expires_at: inHours(0) })).toBe('Expired');
  expect(word({ expires_at: inHours(-1), revoked_at: inHours(-2) })).toBe('Revoked');
});

test('every access event that the server notes has words, and its detail one line', () => {
  expect(ACCESS_EVENTS).toEqual(ACCESS_EVENT_KINDS);
  expect(ACCESS_EVENTS.map(wordsOf).filter((words) => /^[a-z]/.test(words))).toEqual([]);
  expect(wordsOf('of_a_newer_server')).toBe('of_a_newer_server');
  const before = { roles: ['viewer'], partitions: null };
  expect(detailOf({ detail: { id: 'u1', before, after: { roles: [] } } })).toBe(
    'before: roles viewer, partitions all · after: roles none',
  );
});
