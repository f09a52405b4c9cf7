import { Sparkline } from '../../charts/index.ts';
import { Instant } from '../../controls/index.ts';
import type { Sample } from '../../data/index.ts';
import { DASH, formatCount, formatDuration } from '../../format/index.ts';
import type { Column } from '../../tables/index.ts';
import { type LineRate, RATE, rateText } from './rates.ts';

type Of = Column<LineRate>;

/** What the line of a table cell shows: the last five minutes. */
const SHOWN_MS = 300_000;

const number = (column: Omit<Of, 'numeric' | 'sortable'>): Of => ({
  ...column,
  numeric: true,
  sortable: true,
});

const count = (
  key: 'received' | 'accepted' | 'duplicates' | 'conflicts' | 'refused' | 'turned_away',
  title: string,
  shown: Of['shown'],
): Of =>
  number({
    key,
    title,
    value: ({ line }) => line[key],
    show: ({ line }) => formatCount(line[key]),
    width: 104,
    shown,
  });

/** Columns of what comes in, by dataset and receiver. */
export const LINE_COLUMNS: readonly Of[] = [
  {
    key: 'dataset',
    title: 'Dataset',
    value: ({ line }) => line.dataset,
    show: ({ line }) => <code className="plain">{line.dataset}</code>,
    width: null,
    sortable: true,
    filterable: true,
    shown: 'always',
  },
  {
    key: 'receiver',
    title: 'Receiver',
    value: ({ line }) => line.receiver,
    width: 112,
    sortable: true,
    filterable: true,
    shown: 'always',
  },
  number({
    key: 'rate',
    title: 'Rate',
    value: ({ perSecond }) => perSecond,
    show: ({ perSecond }) => rateText(perSecond, DASH),
    width: 88,
    shown: 'always',
  }),
  {
    key: 'lately',
    title: 'Last 5 min',
    value: () => null,
    show: ({ samples }) => <RateLine samples={samples} />,
    width: 136,
    shown: 'wide',
  },
  count('received', 'Received', 'wide'),
  count('accepted', 'Accepted', 'wide'),
  count('duplicates', 'Duplicate', 'wide'),
  count('conflicts', 'Conflict', 'asked'),
  count('refused', 'Refused', 'wide'),
  count('turned_away', 'Turned away', 'asked'),
  number({
    key: 'lag',
    title: 'Lag',
    value: ({ line }) => line.lag_seconds,
    show: ({ line }) => formatDuration(line.lag_seconds),
    width: 80,
    shown: 'wide',
  }),
  number({
    key: 'last_stored',
    title: 'Last stored',
    value: ({ line }) => line.last_stored,
    show: ({ line }) => <Instant at={line.last_stored} quiet />,
    width: 104,
    shown: 'wide',
  }),
];

/** A rate over the last minutes, on a scale of its own. */
export function RateLine({ samples }: { readonly samples: readonly Sample[] }) {
  const endMs = samples.at(-1)?.timeMs;
  if (endMs === undefined) return <span className="sparkline" />;
  const top = Math.max(1, ...samples.map(({ readings }) => readings[RATE]?.value ?? 0));
  return (
    <Sparkline
      samples={samples}
      lineKey={RATE}
      stepMs={null}
      top={top}
      startMs={endMs - SHOWN_MS}
      endMs={endMs}
    />
  );
}
