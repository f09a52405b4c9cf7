import type { TokenItem } from '../../../../src/contract/index.ts';
import { Instant } from '../../controls/index.ts';
import { serverNow } from '../../data/index.ts';
import type { Column } from '../../tables/index.ts';
import { stateOf, TokenStateMark } from './token-state.tsx';

type Of = Column<TokenItem>;

const instant = (
  key: 'created_at' | 'expires_at' | 'last_used_at',
  title: string,
  shown: Of['shown'],
): Of => ({
  key,
  title,
  value: (token) => token[key],
  show: (token) => <Instant at={token[key]} quiet />,
  width: 112,
  sortable: true,
  shown,
});

/** Columns of API tokens. */
export const TOKEN_COLUMNS: readonly Of[] = [
  {
    key: 'name',
    title: 'Name',
    value: ({ name }) => name,
    width: 176,
    sortable: true,
    shown: 'always',
  },
  {
    key: 'state',
    title: 'State',
    value: (token) => stateOf(token, serverNow()).word,
    show: (token) => <TokenStateMark token={token} nowMs={serverNow()} />,
    width: 128,
    sortable: true,
    filterable: true,
    shown: 'always',
  },
  {
    key: 'whose',
    title: 'Whose',
    value: ({ username, user_id }) => username ?? user_id ?? 'nobody',
    width: 128,
    sortable: true,
    filterable: true,
    shown: 'wide',
  },
  {
    key: 'scopes',
    title: 'Grants',
    value: ({ scopes }) => scopes.join(', '),
    width: null,
    sortable: true,
    shown: 'wide',
  },
  {
    key: 'partitions',
    title: 'Partitions',
    value: ({ partitions }) => partitions?.join(', ') ?? 'all',
    width: 128,
    sortable: true,
    filterable: true,
    shown: 'wide',
  },
  instant('last_used_at', 'Last used', 'wide'),
  instant('expires_at', 'Expires', 'wide'),
  instant('created_at', 'Made', 'asked'),
  {
    key: 'hint',
    title: 'Ends in',
    value: ({ hint }) => hint,
    show: ({ hint }) => <code className="plain">…{hint}</code>,
    width: 80,
    shown: 'asked',
  },
];
