import { State } from '../../controls/index.ts';
import type { Column } from '../../tables/index.ts';
import { ageColumns, amountColumns, retentionColumns } from '../storage/index.ts';
import { gapText, type ObjectRow } from './object-row.ts';

type Of = Column<ObjectRow>;

/** Columns of the mapping; `nowMs` judges the age of rows. */
export function mappingColumns(nowMs: number, narrow: boolean): readonly Of[] {
  return [
    {
      key: 'object',
      title: 'Object of Proton',
      value: ({ object }) => object,
      show: ({ object }) => <code className="plain">{object}</code>,
      width: narrow ? null : 200,
      sortable: true,
      shown: 'always',
    },
    {
      key: 'status',
      title: 'Was',
      value: ({ entry }) => entry.seed.status,
      width: 80,
      sortable: true,
      filterable: true,
      shown: 'wide',
    },
    {
      key: 'targets',
      title: 'Became',
      value: ({ entry }) => entry.targets.map(({ dataset }) => dataset).join(', '),
      width: narrow ? 232 : null,
      shown: 'wide',
    },
    ...amountColumns<ObjectRow>(narrow),
    ...ageColumns<ObjectRow>(),
    ...retentionColumns<ObjectRow>(nowMs).map((column) =>
      column.key === 'retention' ? ({ ...column, shown: 'asked' } as const) : column,
    ),
    gapColumn(),
  ];
}

function gapColumn(): Of {
  return {
    key: 'gaps',
    title: 'Missing',
    value: ({ entry }) => gapText(entry),
    show: ({ entry }) => {
      const gaps = gapText(entry);
      if (gaps === null) return <State condition="ok">Nothing</State>;
      if (entry.gaps.includes('relation')) return <State condition="fail">{gaps}</State>;
      return (
        <span className="muted" title={gaps}>
          {gaps}
        </span>
      );
    },
    width: 176,
    sortable: true,
    shown: 'wide',
  };
}
