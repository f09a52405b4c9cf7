import type { AccessEventItem } from '../../../../src/contract/index.ts';
import { Instant, State } from '../../controls/index.ts';
import { DASH } from '../../format/index.ts';
import type { Column } from '../../tables/index.ts';
import { detailOf, TROUBLE, wordsOf } from './event-words.ts';

type Of = Column<AccessEventItem>;

/** Columns of access events. */
export const EVENT_COLUMNS: readonly Of[] = [
  {
    key: 'when',
    title: 'When',
    value: ({ occurred_at }) => occurred_at,
    show: ({ occurred_at }) => <Instant at={occurred_at} quiet />,
    width: 104,
    shown: 'always',
  },
  {
    key: 'kind',
    title: 'What',
    value: ({ kind }) => kind,
    show: ({ kind }) => (
      <State condition={TROUBLE.includes(kind) ? 'warn' : 'unknown'}>{wordsOf(kind)}</State>
    ),
    width: 208,
    filterable: true,
    shown: 'always',
  },
  {
    key: 'actor',
    title: 'Who',
    value: ({ actor }) => actor,
    width: 144,
    filterable: true,
    shown: 'wide',
  },
  {
    key: 'subject',
    title: 'To whom or what',
    value: ({ subject }) => subject,
    show: ({ subject }) => subject ?? DASH,
    width: 160,
    filterable: true,
    shown: 'wide',
  },
  {
    key: 'address',
    title: 'From',
    value: ({ address }) => address,
    show: ({ address }) => address ?? 'a command',
    width: 144,
    shown: 'wide',
  },
  { key: 'detail', title: 'More', value: detailOf, width: null, shown: 'wide' },
];
