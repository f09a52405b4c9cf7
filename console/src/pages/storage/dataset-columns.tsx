import type { StorageDataset } from '../../../../src/contract/index.ts';
import { Instant, State } from '../../controls/index.ts';
import { DASH, formatBytes, formatCount, formatDuration } from '../../format/index.ts';
import type { Column } from '../../tables/index.ts';
import { retentionState } from './retention.ts';

type Of = Column<StorageDataset>;

const number = (column: Omit<Of, 'numeric' | 'sortable'>): Of => ({
  ...column,
  numeric: true,
  sortable: true,
});

/** Columns of the datasets; `nowMs` judges the age of rows. */
export function datasetColumns(nowMs: number): readonly Of[] {
  return [
    {
      key: 'name',
      title: 'Dataset',
      value: ({ name }) => name,
      show: ({ name }) => <code className="plain">{name}</code>,
      width: null,
      sortable: true,
      shown: 'always',
    },
    { key: 'title', title: 'Holds', value: ({ title }) => title, width: 232, shown: 'wide' },
    {
      key: 'area',
      title: 'Area',
      value: ({ area }) => area,
      width: 96,
      sortable: true,
      filterable: true,
      shown: 'asked',
    },
    {
      key: 'kind',
      title: 'Kind',
      value: ({ kind }) => kind,
      width: 96,
      sortable: true,
      filterable: true,
      shown: 'asked',
    },
    ...sizeColumns(),
    ...ageColumns(),
    ...retentionColumns(nowMs),
  ];
}

function sizeColumns(): readonly Of[] {
  return [
    number({
      key: 'rows',
      title: 'Rows',
      value: ({ rows }) => rows,
      show: ({ rows, rows_exact }) => (
        <span title={rows_exact ? 'Counted' : 'An estimate of the database'}>
          {rows_exact ? '' : '≈ '}
          {formatCount(rows)}
        </span>
      ),
      width: 100,
      shown: 'always',
    }),
    number({
      key: 'bytes',
      title: 'Size',
      value: ({ bytes }) => bytes,
      show: ({ bytes }) => formatBytes(bytes),
      width: 88,
      shown: 'always',
    }),
    number({
      key: 'chunks',
      title: 'Chunks',
      value: ({ chunks }) => chunks,
      show: ({ chunks, chunk_seconds }) => (
        <span title={chunk_seconds === null ? '' : `${formatDuration(chunk_seconds)} each`}>
          {formatCount(chunks)}
        </span>
      ),
      width: 72,
      shown: 'wide',
    }),
  ];
}

function ageColumns(): readonly Of[] {
  return [
    number({
      key: 'oldest',
      title: 'Oldest row',
      value: ({ oldest }) => oldest,
      show: ({ oldest }) => <Instant at={oldest} quiet />,
      width: 104,
      shown: 'wide',
    }),
    number({
      key: 'newest',
      title: 'Newest row',
      value: ({ newest }) => newest,
      show: ({ newest }) => <Instant at={newest} quiet />,
      width: 104,
      shown: 'wide',
    }),
  ];
}

const keptFor = (seconds: number | null): string => formatDuration(seconds);

function retentionColumns(nowMs: number): readonly Of[] {
  return [
    number({
      key: 'declared',
      title: 'Declared',
      value: ({ retention }) => retention.declared_seconds,
      show: ({ retention }) =>
        retention.declared_seconds === null ? 'for ever' : keptFor(retention.declared_seconds),
      width: 88,
      shown: 'wide',
    }),
    number({
      key: 'effective',
      title: 'Effective',
      value: ({ retention }) => retention.effective_seconds,
      show: ({ retention }) =>
        retention.effective_seconds === null ? DASH : keptFor(retention.effective_seconds),
      width: 104,
      shown: 'wide',
    }),
    {
      key: 'retention',
      title: 'Retention',
      value: (dataset) => retentionState(dataset, nowMs).word,
      show: (dataset) => {
        const { condition, word } = retentionState(dataset, nowMs);
        const why = dataset.retention.reason ?? dataset.retention.enforced_by ?? '';
        return (
          <span title={why}>
            <State condition={condition}>{word}</State>
          </span>
        );
      },
      width: 132,
      sortable: true,
      filterable: true,
      shown: 'wide',
    },
    {
      key: 'enforced_by',
      title: 'Enforced by',
      value: ({ retention }) => retention.enforced_by ?? retention.reason ?? null,
      width: 200,
      shown: 'asked',
    },
  ];
}
