import { useCallback, useState } from 'react';
import type { AccessEventItem } from '../../../../src/contract/index.ts';
import { Empty, ExactInstant, Facts, Panel } from '../../controls/index.ts';
import { type AccessEventPages, useAccessEvents } from '../../data/index.ts';
import { DASH } from '../../format/index.ts';
import { changeParams, usePlace, useView } from '../../location/index.ts';
import { filtersOf, Grid, Toolbar, useTableState } from '../../tables/index.ts';
import { EVENTS_PART, SettingsFrame } from '../settings/index.ts';
import { EVENT_COLUMNS } from './event-columns.tsx';
import { detailOf, wordsOf } from './event-words.ts';

const FILTERS = ['kind', 'actor', 'subject'] as const;

/** Log-ins, locks, and changes of users and tokens, the newest first. */
export function AccessEventsPage() {
  const { params } = usePlace();
  const { live } = useView();
  const [pages, setPages] = useState(1);
  const { kind, actor, subject } = params;
  const polled = useAccessEvents({ kind, actor, subject }, { pages, live });
  return (
    <SettingsFrame part={EVENTS_PART} polled={polled}>
      {(found) => <Events found={found} onMore={() => setPages(pages + 1)} />}
    </SettingsFrame>
  );
}

interface EventsProps {
  readonly found: AccessEventPages;
  readonly onMore: () => void;
}

function Events({ found: { events, more }, onMore }: EventsProps) {
  const { params } = usePlace();
  const state = useTableState('events', EVENT_COLUMNS);
  const filters = filtersOf(FILTERS, params);
  const open = useCallback(
    ({ id }: AccessEventItem) =>
      changeParams({ open: String(id) }, { replace: params.open !== undefined }),
    [params.open],
  );
  const chosen = events.filter(({ id }) => state.selected.has(String(id)));
  const opened = events.find(({ id }) => String(id) === params.open);
  return (
    <div className="with-panel">
      <div className="table">
        <Toolbar
          name="access-events"
          noun={['event', 'events']}
          count={events.length}
          columns={EVENT_COLUMNS}
          shown={state.shown}
          onColumns={state.setColumns}
          rowsToCopy={() => (chosen.length > 0 ? chosen : events)}
          selectedCount={chosen.length}
          onClearSelection={state.clearSelection}
          filters={filters}
          onFilter={({ key }) => changeParams({ [key]: null })}
        >
          {more && (
            <button type="button" className="link-button" onClick={onMore}>
              The newest are listed: show older ones
            </button>
          )}
        </Toolbar>
        {events.length === 0 ? (
          <NoEvent filtered={filters.length > 0} />
        ) : (
          <Grid
            name="events"
            label="Access events"
            columns={state.shown}
            count={events.length}
            rowAt={(index) => events[index]}
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
      {opened !== undefined && (
        <EventPanel event={opened} onClose={() => changeParams({ open: null })} />
      )}
    </div>
  );
}

function EventPanel(props: { readonly event: AccessEventItem; readonly onClose: () => void }) {
  const { event, onClose } = props;
  return (
    <Panel title={`Event ${event.id}`} onClose={onClose}>
      <Facts
        facts={[
          { name: 'What', value: wordsOf(event.kind) },
          { name: 'Kind', value: <code className="plain">{event.kind}</code> },
          { name: 'When', value: <ExactInstant at={event.occurred_at} /> },
          { name: 'Who', value: event.actor },
          { name: 'To whom or what', value: event.subject ?? DASH },
          { name: 'From', value: event.address ?? 'a command' },
          { name: 'More', value: detailOf(event) || DASH },
        ]}
      />
    </Panel>
  );
}

function NoEvent({ filtered }: { readonly filtered: boolean }) {
  if (!filtered) {
    return (
      <Empty title="Nothing happened yet">
        Log-ins, locks, and changes of users and tokens are listed here.
      </Empty>
    );
  }
  return (
    <Empty title="No event matches">
      <button
        type="button"
        className="link-button"
        onClick={() => changeParams({ kind: null, actor: null, subject: null })}
      >
        Show all events
      </button>
    </Empty>
  );
}
