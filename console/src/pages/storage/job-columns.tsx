import type { MaintenanceJob } from '../../../../src/contract/index.ts';
import { Instant, State } from '../../controls/index.ts';
import { formatCount, formatDuration } from '../../format/index.ts';
import type { Column } from '../../tables/index.ts';
import { jobState } from './maintenance-state.ts';

type Of = Column<MaintenanceJob>;

/** Columns of the jobs of maintenance. */
export function jobColumns(narrow: boolean): readonly Of[] {
  return [
    {
      key: 'job',
      title: 'Job',
      value: ({ job }) => job,
      show: ({ job }) => <code className="plain">{job}</code>,
      width: narrow ? null : 152,
      sortable: true,
      shown: 'always',
    },
    {
      key: 'state',
      title: 'State',
      value: ({ state }) => jobState(state).word,
      show: ({ state }) => {
        const { condition, word } = jobState(state);
        return <State condition={condition}>{word}</State>;
      },
      width: 88,
      sortable: true,
      filterable: true,
      shown: 'always',
    },
    {
      key: 'meaning',
      title: 'What it does',
      value: ({ meaning }) => meaning,
      width: narrow ? 240 : null,
      shown: 'wide',
    },
    instant('last_succeeded', 'Last went well', 'always'),
    instant('last_started', 'Last began', 'asked'),
    number('last_duration_ms', 'Took', (ms) => formatDuration(ms === null ? null : ms / 1_000)),
    number('last_rows', 'Changed', formatCount),
    instant('next_run', 'Next run', 'wide'),
    number('runs', 'Runs', formatCount),
    number('failures', 'Failures', formatCount),
    {
      key: 'last_error',
      title: 'Error',
      value: ({ last_error }) => last_error,
      width: 200,
      shown: 'wide',
    },
  ];
}

function instant(
  key: 'last_succeeded' | 'last_started' | 'next_run',
  title: string,
  shown: Of['shown'],
): Of {
  return {
    key,
    title,
    value: (job) => job[key],
    show: (job) => <Instant at={job[key]} quiet />,
    width: 104,
    numeric: true,
    sortable: true,
    shown,
  };
}

function number(
  key: 'last_duration_ms' | 'last_rows' | 'runs' | 'failures',
  title: string,
  format: (value: number | null) => string,
): Of {
  return {
    key,
    title,
    value: (job) => job[key],
    show: (job) => format(job[key]),
    width: 80,
    numeric: true,
    sortable: true,
    shown: 'wide',
  };
}
