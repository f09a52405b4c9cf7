import type { UserItem } from '../../../../src/contract/index.ts';
import { Instant } from '../../controls/index.ts';
import { serverNow } from '../../data/index.ts';
import { DASH } from '../../format/index.ts';
import type { Column } from '../../tables/index.ts';
import { nameOf, stateOf, UserStateMark } from './user-state.tsx';

/** Columns of users. */
export const USER_COLUMNS: readonly Column<UserItem>[] = [
  { key: 'name', title: 'Name', value: nameOf, width: 176, sortable: true, shown: 'always' },
  {
    key: 'state',
    title: 'State',
    value: (user) => stateOf(user, serverNow()).word,
    show: (user) => <UserStateMark user={user} nowMs={serverNow()} />,
    width: 184,
    sortable: true,
    filterable: true,
    shown: 'always',
  },
  {
    key: 'roles',
    title: 'Roles',
    value: ({ roles }) => roles.join(', '),
    width: 144,
    sortable: true,
    filterable: true,
    shown: 'wide',
  },
  {
    key: 'partitions',
    title: 'Partitions',
    value: ({ partitions }) => partitions?.join(', ') ?? 'all',
    width: 144,
    sortable: true,
    filterable: true,
    shown: 'wide',
  },
  {
    key: 'last_login',
    title: 'Last log-in',
    value: ({ last_login_at }) => last_login_at,
    show: ({ last_login_at }) => <Instant at={last_login_at} quiet />,
    width: 112,
    sortable: true,
    shown: 'wide',
  },
  {
    key: 'email',
    title: 'E-mail',
    value: ({ email }) => email,
    show: ({ email }) => email ?? DASH,
    width: null,
    sortable: true,
    shown: 'wide',
  },
  {
    key: 'created',
    title: 'Made',
    value: ({ created_at }) => created_at,
    show: ({ created_at }) => <Instant at={created_at} quiet />,
    width: 112,
    sortable: true,
    shown: 'asked',
  },
];
