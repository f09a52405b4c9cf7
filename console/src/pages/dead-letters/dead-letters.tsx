import { useCallback } from 'react';
import type { DeadLetterItem, DeadLetterList } from '../../../../src/contract/index.ts';
import { Empty, Failure, Progress } from '../../controls/index.ts';
import { type LetterQuery, useCurl, useDeadLetters } from '../../data/index.ts';
import { formatCount } from '../../format/index.ts';
import { changeParams, usePlace, useTitle, useView } from '../../location/index.ts';
import { filtersOf, Grid, Toolbar, useTableState } from '../../tables/index.ts';
import { IngestHead, LETTERS_PART } from '../ingest/index.ts';
import { Actions } from './actions.tsx';
import { LETTER_COLUMNS } from './letter-columns.tsx';
import { LetterPanel } from './letter-panel.tsx';

const FILTERS = ['dataset', 'receiver', 'reason'] as const;

/** The records that were refused, to be looked at, sent again or dropped. */
export function DeadLettersPage() {
  const { params } = usePlace();
  const { live } = useView();
  useTitle('Dead letters · Ingest');
  const query: LetterQuery = {
    dataset: params.dataset,
    receiver: params.receiver,
    reason: params.reason,
  };
  const { value: list, busy, fault, outdated, retry } = useDeadLetters(query, live);
  const total = (list?.counts ?? []).reduce((sum, { letters }) => sum + letters, 0);
  return (
    <div className="page page-fill">
      <IngestHead part={LETTERS_PART} />
      <Progress busy={busy && (list === undefined || outdated)} />
      {fault !== undefined && <Failure fault={fault} retry={retry} />}
      {total > 0 && (
        <Actions query={query} what={`the ${formatCount(total)} letters`} several onDone={retry} />
      )}
      {list !== undefined && <Letters list={list} total={total} onDone={retry} />}
    </div>
  );
}

interface LettersProps {
  readonly list: DeadLetterList;
  readonly total: number;
  readonly onDone: () => void;
}

function Letters({ list, total, onDone }: LettersProps) {
  const { params } = usePlace();
  const state = useTableState('letters', LETTER_COLUMNS);
  const { letters } = list;
  const filters = filtersOf(FILTERS, params);
  const open = useCallback(
    ({ id }: DeadLetterItem) =>
      changeParams({ open: String(id) }, { replace: params.open !== undefined }),
    [params.open],
  );
  const close = useCallback(() => changeParams({ open: null }), []);
  const chosen = letters.filter(({ id }) => state.selected.has(String(id)));
  return (
    <div className="with-panel">
      <div className="table">
        <Toolbar
          name="dead-letters"
          noun={['letter', 'letters']}
          count={total}
          columns={LETTER_COLUMNS}
          shown={state.shown}
          onColumns={state.setColumns}
          rowsToCopy={() => (chosen.length > 0 ? chosen : letters)}
          selectedCount={chosen.length}
          onClearSelection={state.clearSelection}
          filters={filters}
          onFilter={({ key }) => changeParams({ [key]: null })}
        >
          {total > letters.length && (
            <span className="note">The newest {formatCount(letters.length)} are listed.</span>
          )}
        </Toolbar>
        {total === 0 ? (
          <NoLetters filtered={filters.length > 0} />
        ) : (
          <Grid
            name="letters"
            label="Dead letters"
            columns={state.shown}
            count={letters.length}
            rowAt={(index) => letters[index]}
            rowKey={({ id }) => String(id)}
            sort={undefined}
            onSort={state.setSort}
            onFilter={({ key, value }) => changeParams({ [key]: value })}
            onOpen={open}
            opened={params.open}
            selected={state.selected}
            onSelect={state.select}
            primary
          />
        )}
      </div>
      {params.open !== undefined && (
        <LetterPanel key={params.open} id={params.open} onClose={close} onDone={onDone} />
      )}
    </div>
  );
}

function NoLetters({ filtered }: { readonly filtered: boolean }) {
  const command = useCurl('/api/dead-letters');
  if (filtered) {
    return (
      <Empty title="No letter matches">
        <button
          type="button"
          className="link-button"
          onClick={() => changeParams({ dataset: null, receiver: null, reason: null })}
        >
          Show all letters
        </button>
      </Empty>
    );
  }
  return (
    <Empty title="No record was refused" command={command}>
      What cannot be stored is kept here with its reason, until it is sent again or dropped. The
      same by a command:
    </Empty>
  );
}
