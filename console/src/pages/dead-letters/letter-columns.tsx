import type { DeadLetterItem } from '../../../../src/contract/index.ts';
import { Instant } from '../../controls/index.ts';
import { formatBytes, formatCount } from '../../format/index.ts';
import type { Column } from '../../tables/index.ts';

type Of = Column<DeadLetterItem>;

const word = (key: 'dataset' | 'receiver' | 'reason', title: string, width: number): Of => ({
  key,
  title,
  value: (letter) => letter[key],
  width,
  filterable: true,
  shown: key === 'reason' ? 'always' : 'wide',
});

/** Columns of refused records. */
export const LETTER_COLUMNS: readonly Of[] = [
  {
    key: 'last_received',
    title: 'Last came',
    value: ({ last_received_at }) => last_received_at,
    show: ({ last_received_at }) => <Instant at={last_received_at} quiet />,
    width: 112,
    shown: 'always',
  },
  word('reason', 'Reason', 128),
  word('dataset', 'Dataset', 176),
  word('receiver', 'Receiver', 112),
  {
    key: 'message',
    title: 'Why',
    value: ({ message }) => message,
    width: null,
    shown: 'always',
  },
  {
    key: 'times',
    title: 'Times',
    value: ({ times_received }) => times_received,
    show: ({ times_received }) => formatCount(times_received),
    width: 72,
    numeric: true,
    shown: 'wide',
  },
  {
    key: 'attempts',
    title: 'Tried again',
    value: ({ attempts }) => attempts,
    show: ({ attempts }) => formatCount(attempts),
    width: 96,
    numeric: true,
    shown: 'wide',
  },
  {
    key: 'bytes',
    title: 'Length',
    value: ({ original_bytes }) => original_bytes,
    show: ({ original_bytes }) => formatBytes(original_bytes),
    width: 88,
    numeric: true,
    shown: 'asked',
  },
];
