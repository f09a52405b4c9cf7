import { type KeyboardEvent, useCallback, useMemo, useState } from 'react';
import { SERVICE_STATUSES } from '../../../../src/contract/index.ts';
import { Empty, Facts, Icon, IconMenu, Instant } from '../../controls/index.ts';
import {
  type RegistryList,
  useCurl,
  useMay,
  usePollerTotals,
  useRegistry,
} from '../../data/index.ts';
import { formatCount } from '../../format/index.ts';
import { ChoiceChips } from '../../forms/index.ts';
import { useKeys } from '../../keys/index.ts';
import { changeParams, usePlace, useView } from '../../location/index.ts';
import {
  compareCells,
  type Filter,
  Grid,
  SearchField,
  type Sort,
  Toolbar,
  useTableState,
} from '../../tables/index.ts';
import { CHOICES, chosenBy, readChosen, readRegistryFilter, toggleChosen } from './chosen.ts';
import { isFolded, readFold, toggleFold, writeFold } from './fold.ts';
import { SERVICES_PART } from './parts.ts';
import { RegisterDialog } from './register-dialog.tsx';
import { RegistryFrame } from './registry-frame.tsx';
import { serviceColumns } from './service-columns.tsx';
import { ServicePanel } from './service-panel.tsx';
import { sentenceCase } from './service-state.tsx';
import { keyOf, readKey, type TreeLine, treeLines } from './tree.ts';

const BY_ID: Sort = { key: 'id', descending: false };

const register = () => changeParams({ register: 'poller' });

/** Pollers with their agents and the checkers of these. */
export function RegistryPage() {
  const { params } = usePlace();
  const { live } = useView();
  const polled = useRegistry(readRegistryFilter(params), live);
  const { retry } = polled;
  const registered = useCallback(
    (key: string) => {
      changeParams({ register: null, open: key });
      retry();
    },
    [retry],
  );
  const may = useMay({ permission: 'registry:write' });
  useKeys(
    may ? [{ keys: 'n', title: 'Register a service', group: 'Registry', run: register }] : [],
  );
  return (
    <>
      <RegistryFrame
        part={SERVICES_PART}
        polled={polled}
        actions={
          may && (
            <button type="button" className="button" title="Register (n)" onClick={register}>
              <Icon name="add" /> Register
            </button>
          )
        }
      >
        {(list) => (
          <>
            <Summary live={live} />
            <Services list={list} onChanged={retry} />
          </>
        )}
      </RegistryFrame>
      {may && params.register !== undefined && (
        <RegisterDialog
          services={polled.value?.services ?? []}
          onClose={() => changeParams({ register: null })}
          onRegistered={(name) => registered(keyOf(name))}
        />
      )}
    </>
  );
}

function Summary({ live }: { readonly live: boolean }) {
  const { params } = usePlace();
  const { value: totals } = usePollerTotals(live);
  const statuses = readChosen(params.status, SERVICE_STATUSES);
  const never = params.seen === 'never';
  return (
    <div className="summary">
      <Facts
        facts={[
          { name: 'Pollers', value: formatCount(totals?.total_pollers) },
          { name: 'Healthy', value: formatCount(totals?.healthy_pollers) },
          { name: 'Newest report', value: <Instant at={totals?.last_update} /> },
          {
            name: 'Show only (none chosen: all but deleted)',
            value: (
              <>
                <ChoiceChips
                  options={SERVICE_STATUSES.map((value) => ({ value, title: sentenceCase(value) }))}
                  chosen={statuses}
                  onToggle={(word) =>
                    changeParams({ status: toggleChosen(statuses, word, SERVICE_STATUSES) })
                  }
                />
                <ChoiceChips
                  options={[{ value: 'never', title: 'Never seen' }]}
                  chosen={never ? ['never'] : []}
                  onToggle={() => changeParams({ seen: never ? null : 'never' })}
                />
              </>
            ),
          },
        ]}
      />
    </div>
  );
}

interface ServicesProps {
  readonly list: RegistryList;
  readonly onChanged: () => void;
}

function Services({ list, onChanged }: ServicesProps) {
  const { params } = usePlace();
  const { columns, state, lines, toggle } = useTree(list);
  const opened = readKey(params.open);
  const open = useCallback(
    ({ key }: TreeLine) => changeParams({ open: key }, { replace: params.open !== undefined }),
    [params.open],
  );
  const close = useCallback(() => changeParams({ open: null }), []);
  const filters = (['status', 'source'] as const).flatMap((key): Filter[] => {
    const words = readChosen(params[key], CHOICES[key]);
    return words.length === 0 ? [] : [{ key, value: words.join(', '), exclude: false }];
  });
  const press = (event: KeyboardEvent) => {
    const row = event.target instanceof Element ? event.target.closest('tr[data-index]') : null;
    const line = lines[Number(row?.getAttribute('data-index') ?? -1)];
    const wanted = { ArrowLeft: false, ArrowRight: true }[event.key];
    if (line === undefined || line.children === 0 || wanted !== line.folded) return;
    event.preventDefault();
    toggle(line.key);
  };
  const chosen = lines.filter(({ key }) => state.selected.has(key));
  return (
    <div className="with-panel">
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the rows inside have the focus. */}
      <div className="table" onKeyDown={press}>
        <Toolbar
          name="registry"
          noun={['service', 'services']}
          count={list.services.length}
          columns={columns}
          shown={state.shown}
          onColumns={state.setColumns}
          rowsToCopy={() => (chosen.length > 0 ? chosen : lines)}
          selectedCount={chosen.length}
          onClearSelection={state.clearSelection}
          filters={filters}
          onFilter={({ key }) => changeParams({ [key]: null })}
          actions={<FoldMenu />}
        >
          <SearchField label="Search services" placeholder="Part of the id" />
          {list.more && <span className="note">The newest of more: search for others.</span>}
        </Toolbar>
        {lines.length === 0 ? (
          <NoService />
        ) : (
          <Grid
            name="registry"
            label="Services"
            columns={state.shown}
            count={lines.length}
            rowAt={(index) => lines[index]}
            rowKey={({ key }) => key}
            sort={state.sort}
            onSort={state.setSort}
            onFilter={(filter) => {
              const known = CHOICES[filter.key as keyof typeof CHOICES];
              changeParams({ [filter.key]: chosenBy(filter, known) });
            }}
            onOpen={open}
            opened={params.open}
            selected={state.selected}
            onSelect={state.select}
            primary
          />
        )}
      </div>
      {opened !== undefined && (
        <ServicePanel key={params.open} name={opened} onClose={close} onChanged={onChanged} />
      )}
    </div>
  );
}

/** The lines of the tree as the address wants them. */
function useTree({ services }: RegistryList) {
  const { params } = usePlace();
  const fold = useMemo(() => readFold(params.fold), [params.fold]);
  const toggle = useCallback(
    (key: string) => changeParams({ fold: writeFold(toggleFold(fold, key)) }, { replace: true }),
    [fold],
  );
  const columns = useMemo(() => serviceColumns(toggle), [toggle]);
  const state = useTableState('registry', columns, BY_ID);
  const { sort = BY_ID } = state;
  const lines = useMemo(() => {
    const by = columns.find(({ key }) => key === sort.key)?.value;
    return treeLines(services, {
      compare: (one, other) =>
        (by && compareCells(by(one), by(other), sort.descending)) ||
        compareCells(one.id, other.id, false),
      isFolded: (key) => isFolded(fold, key),
    });
  }, [services, columns, sort, fold]);
  return { columns, state, lines, toggle };
}

function FoldMenu() {
  const [shown, setShown] = useState(false);
  const choose = (fold: string | null) => {
    setShown(false);
    changeParams({ fold }, { replace: true });
  };
  return (
    <IconMenu icon="groups" label="Levels" open={shown} onOpenChange={setShown}>
      <div className="menu">
        <button type="button" className="menu-item" onClick={() => choose(null)}>
          Open all levels
        </button>
        <button
          type="button"
          className="menu-item"
          onClick={() => choose(writeFold({ all: true, except: new Set() }))}
        >
          Fold all levels
        </button>
      </div>
    </IconMenu>
  );
}

function NoService() {
  const { params } = usePlace();
  const command = useCurl('/api/registry/pollers', { id: 'edge-1' });
  const filtered = ['search', 'status', 'source', 'seen'].some((key) => params[key] !== undefined);
  if (filtered) {
    return (
      <Empty title="No service matches">
        The search looks at a part of the id.{' '}
        <button
          type="button"
          className="link-button"
          onClick={() => changeParams({ search: null, status: null, source: null, seen: null })}
        >
          Show all services
        </button>
      </Empty>
    );
  }
  return (
    <Empty title="No service is registered" command={command}>
      Pollers, agents and checkers appear with their first report, with an onboarding package, or
      when somebody registers them:
    </Empty>
  );
}
