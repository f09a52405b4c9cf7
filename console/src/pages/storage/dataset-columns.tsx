import type { StorageDataset } from '../../../../src/contract/index.ts';
import { Instant } from '../../controls/index.ts';
import { formatCount, formatDuration } from '../../format/index.ts';
import type { Column } from '../../tables/index.ts';
import { keptFor } from './retention.ts';
import { retentionColumns } from './retention-columns.tsx';
import { ageColumns, amountColumns } from './size-columns.tsx';
import { totalOf } from './totals.ts';

type Of = Column<StorageDataset>;

/** Columns of the datasets; `nowMs` judges the age of rows. */
export function datasetColumns(nowMs: number, narrow: boolean): readonly Of[] {
  return [
    {
      key: 'name',
      title: 'Dataset',
      value: ({ name }) => name,
      show: ({ name, title }) => (
        <code className="plain" title={title}>
          {name}
        </code>
      ),
      width: null,
      sortable: true,
      shown: 'always',
    },
    { key: 'title', title: 'Holds', value: ({ title }) => title, width: 232, shown: 'asked' },
    ...kindColumns(),
    ...amountColumns<StorageDataset>(narrow),
    ...chunkColumns(),
    ...ageColumns<StorageDataset>(),
    ...retentionColumns<StorageDataset>(nowMs),
    ...choiceColumns(),
  ];
}

function kindColumns(): readonly Of[] {
  const common = { width: 112, sortable: true, filterable: true, shown: 'asked' } as const;
  return [
    { ...common, key: 'area', title: 'Area', value: ({ area }) => area },
    { ...common, key: 'kind', title: 'Kind', value: ({ kind }) => kind },
  ];
}

function chunkColumns(): readonly Of[] {
  const common = { numeric: true, sortable: true } as const;
  return [
    {
      ...common,
      key: 'chunks',
      title: 'Chunks',
      value: ({ chunks }) => chunks,
      show: ({ chunks, chunk_seconds }) => (
        <span title={chunk_seconds === null ? '' : `${formatDuration(chunk_seconds)} each`}>
          {formatCount(chunks)}
        </span>
      ),
      total: (rows) => formatCount(totalOf(rows.map(({ chunks }) => chunks))),
      width: 72,
      shown: 'wide',
    },
    {
      ...common,
      key: 'chunk_width',
      title: 'Width of a chunk',
      value: ({ chunk_seconds }) => chunk_seconds,
      show: ({ chunk_seconds }) => formatDuration(chunk_seconds),
      width: 120,
      shown: 'asked',
    },
  ];
}

/** What the catalogue says, and who chose otherwise. */
function choiceColumns(): readonly Of[] {
  return [
    {
      key: 'catalogue',
      title: 'By the catalogue',
      value: ({ retention }) => retention.catalogue_seconds,
      show: ({ kind, retention }) => keptFor(kind, retention.catalogue_seconds),
      width: 120,
      numeric: true,
      sortable: true,
      shown: 'asked',
    },
    {
      key: 'chosen_by',
      title: 'Chosen by',
      value: ({ retention }) => retention.chosen?.actor ?? null,
      width: 160,
      sortable: true,
      filterable: true,
      shown: 'asked',
    },
    {
      key: 'chosen_at',
      title: 'Chosen',
      value: ({ retention }) => retention.chosen?.changed_at ?? null,
      show: ({ retention }) => <Instant at={retention.chosen?.changed_at} quiet />,
      width: 104,
      sortable: true,
      shown: 'asked',
    },
  ];
}
