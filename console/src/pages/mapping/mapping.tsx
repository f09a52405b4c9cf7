import { useMemo } from 'react';
import type { MappingGap, MappingReport } from '../../../../src/contract/index.ts';
import { Empty, Facts } from '../../controls/index.ts';
import { useMapping } from '../../data/index.ts';
import { formatCount } from '../../format/index.ts';
import { changeParams, usePlace, useView } from '../../location/index.ts';
import { useNarrow } from '../../preferences/index.ts';
import { LocalTable, SearchField } from '../../tables/index.ts';
import { holdsText, MAPPING_PART, StorageFrame, useAgeNow } from '../storage/index.ts';
import { mappingColumns } from './mapping-columns.tsx';
import { ObjectPanel } from './object-panel.tsx';
import { type ObjectRow, objectRow } from './object-row.ts';

/** Where each object of Proton went, and what is missing until it has moved. */
export function MappingPage() {
  const { params } = usePlace();
  const { live } = useView();
  const polled = useMapping(params.exact === 'true', live);
  return (
    <StorageFrame part={MAPPING_PART} polled={polled} countable>
      {(report) => (
        <>
          <MappingSummary report={report} />
          <Objects report={report} />
        </>
      )}
    </StorageFrame>
  );
}

function MappingSummary({ report }: { readonly report: MappingReport }) {
  const { params } = usePlace();
  const { objects, without_gap, gaps } = report.summary;
  const missing = Object.entries(gaps).filter(([, count]) => count > 0);
  return (
    <div className="summary">
      <Facts
        facts={[
          { name: 'Objects of Proton', value: formatCount(objects) },
          { name: 'Nothing is missing of', value: formatCount(without_gap) },
          {
            name: 'Missing: choose to see of which',
            value: missing.map(([gap, count]) => (
              <button
                key={gap}
                type="button"
                className="chip chip-choice"
                aria-pressed={params.gap === gap}
                onClick={() => changeParams({ gap: params.gap === gap ? null : gap })}
              >
                {gap.replaceAll('_', ' ')} {formatCount(count)}
              </button>
            )),
          },
        ]}
      />
    </div>
  );
}

const areaOf = ({ area }: ObjectRow): string => area;

function findObjects(rows: readonly ObjectRow[], search: string, gap: string | undefined) {
  return rows.filter(({ object, entry, area }) => {
    if (gap !== undefined && !entry.gaps.includes(gap as MappingGap)) return false;
    const targets = entry.targets.flatMap(({ dataset, title }) => [dataset, title]);
    return holdsText([object, area, ...targets], search);
  });
}

function Objects({ report }: { readonly report: MappingReport }) {
  const { params } = usePlace();
  const nowMs = useAgeNow();
  const narrow = useNarrow();
  const { gap } = params;
  const search = params.search ?? '';
  const columns = useMemo(() => mappingColumns(nowMs, narrow), [nowMs, narrow]);
  const rows = useMemo(() => report.objects.map(objectRow), [report]);
  const found = useMemo(() => findObjects(rows, search, gap), [rows, search, gap]);
  const opened = report.objects.find(({ object }) => object === params.open);
  return (
    <div className="with-panel">
      <LocalTable
        name="mapping"
        label="Objects of Proton"
        noun={['object', 'objects']}
        columns={columns}
        rows={found}
        rowKey={({ object }) => object}
        groupOf={areaOf}
        searched={search !== '' || gap !== undefined}
        empty={<NoObject />}
        onOpen={({ object }) =>
          changeParams({ open: object }, { replace: params.open !== undefined })
        }
        opened={opened?.object}
        primary
      >
        <SearchField label="Search objects" placeholder="Object, dataset, content or area" />
      </LocalTable>
      {opened !== undefined && (
        <ObjectPanel
          key={opened.object}
          entry={opened}
          onClose={() => changeParams({ open: null })}
        />
      )}
    </div>
  );
}

function NoObject() {
  return (
    <Empty title="No object matches">
      The search looks at objects, the datasets that they became, and areas.{' '}
      <button
        type="button"
        className="link-button"
        onClick={() => changeParams({ search: null, gap: null, 'mapping.only': null })}
      >
        Show all objects
      </button>
    </Empty>
  );
}
