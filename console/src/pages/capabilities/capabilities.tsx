import { useCallback, useMemo } from 'react';
import {
  CAPABILITY_STATES,
  type CapabilityMatrixRow,
  type CapabilityState,
} from '../../../../src/contract/index.ts';
import { Empty, Facts } from '../../controls/index.ts';
import {
  hasMore,
  type MatrixFilter,
  type MatrixPages,
  matrixRows,
  useCapabilityMatrix,
  useCurl,
} from '../../data/index.ts';
import { formatCount } from '../../format/index.ts';
import { changeParams, devicePath, useHref, usePlace, useView } from '../../location/index.ts';
import { filtersOf, Grid, Toolbar, useTableState } from '../../tables/index.ts';
import { CAPABILITIES_PART, RegistryFrame } from '../registry/index.ts';
import { CapabilityPanel } from './capability-panel.tsx';
import { capabilityWord } from './capability-state.tsx';
import { matrixColumns } from './matrix-columns.tsx';

const FILTERS = ['capability', 'state', 'partition'] as const;

/** Devices × capabilities: what was checked, when, and what came of it. */
export function CapabilitiesPage() {
  const { params } = usePlace();
  const { live } = useView();
  const state = CAPABILITY_STATES.find((one) => one === params.state);
  const filter: MatrixFilter = {
    capability: params.capability,
    state,
    partition: params.partition,
  };
  const polled = useCapabilityMatrix(filter, live);
  return (
    <RegistryFrame part={CAPABILITIES_PART} polled={polled}>
      {(matrix) => (
        <>
          <Counts matrix={matrix} filter={filter} />
          <Matrix matrix={matrix} filter={filter} onLook={polled.look} />
        </>
      )}
    </RegistryFrame>
  );
}

interface PartProps {
  readonly matrix: MatrixPages;
  readonly filter: MatrixFilter;
}

/** How many devices have each capability in each state; a choice keeps only those. */
function Counts({ matrix: { counts }, filter }: PartProps) {
  const names = [...new Set(counts.map(({ capability }) => capability))];
  if (names.length === 0) return null;
  const choose = (capability: string, state: CapabilityState) => {
    const chosen = filter.capability === capability && filter.state === state;
    changeParams(chosen ? { capability: null, state: null } : { capability, state });
  };
  return (
    <div className="summary">
      <Facts
        facts={names.map((name) => ({
          name,
          value: counts
            .filter(({ capability }) => capability === name)
            .toSorted((one, other) => orderOf(one.state) - orderOf(other.state))
            .map(({ state, devices }) => (
              <button
                key={state}
                type="button"
                className="chip chip-choice"
                aria-label={`${name}: ${capabilityWord(state)}, ${formatCount(devices)} devices`}
                aria-pressed={filter.capability === name && filter.state === state}
                onClick={() => choose(name, state)}
              >
                {capabilityWord(state)} {formatCount(devices)}
              </button>
            )),
        }))}
      />
    </div>
  );
}

const orderOf = (state: CapabilityState): number => CAPABILITY_STATES.indexOf(state);

interface MatrixProps extends PartProps {
  readonly onLook: (span: { first: number; last: number }) => void;
}

function Matrix({ matrix, filter, onLook }: MatrixProps) {
  const { params } = usePlace();
  const rows = useMemo(() => matrixRows(matrix), [matrix]);
  const columns = useMatrixColumns(matrix, rows);
  const state = useTableState('matrix', columns);
  const open = useCallback(
    ({ device_id }: CapabilityMatrixRow) =>
      changeParams({ open: device_id, of: null }, { replace: params.open !== undefined }),
    [params.open],
  );
  const chosen = rows.filter(({ device_id }) => state.selected.has(device_id));
  const filters = filtersOf(FILTERS, filter);
  const more = hasMore(matrix);
  return (
    <div className="with-panel">
      <div className="table">
        <Toolbar
          name="capabilities"
          noun={['device', 'devices']}
          count={rows.length}
          more={more}
          columns={columns}
          shown={state.shown}
          onColumns={state.setColumns}
          rowsToCopy={() => (chosen.length > 0 ? chosen : rows)}
          selectedCount={chosen.length}
          onClearSelection={state.clearSelection}
          filters={filters}
          onFilter={({ key }) => changeParams({ [key]: null })}
        >
          {more && <span className="note">More come as you scroll.</span>}
        </Toolbar>
        {rows.length === 0 ? (
          <NoCapability filtered={filters.length > 0} />
        ) : (
          <Grid
            name="matrix"
            label="Capabilities by device"
            columns={state.shown}
            count={rows.length + Number(more)}
            rowAt={(index) => rows[index]}
            rowKey={({ device_id }) => device_id}
            onOpen={open}
            opened={params.open}
            selected={state.selected}
            onSelect={state.select}
            onLook={onLook}
            primary
          />
        )}
      </div>
      {params.open !== undefined && (
        <CapabilityPanel
          key={params.open}
          deviceId={params.open}
          onClose={() => changeParams({ open: null, of: null })}
        />
      )}
    </div>
  );
}

/** The columns, made anew only when another capability appears. */
function useMatrixColumns({ counts }: MatrixPages, rows: readonly CapabilityMatrixRow[]) {
  const href = useHref();
  const key = useMemo(() => {
    const names = new Set(counts.map(({ capability }) => capability));
    for (const row of rows) for (const name of Object.keys(row.capabilities)) names.add(name);
    return [...names].sort().join('\n');
  }, [counts, rows]);
  return useMemo(
    () =>
      matrixColumns({
        capabilities: key.split('\n').filter(Boolean),
        hrefOf: ({ device_id }) => href(devicePath(device_id)),
        onCell: ({ device_id }, capability) => changeParams({ open: device_id, of: capability }),
      }),
    [key, href],
  );
}

const CHECK = { device_id: 'default:192.0.2.1', capability: 'icmp', state: 'ok' };

function NoCapability({ filtered }: { readonly filtered: boolean }) {
  const command = useCurl('/api/capabilities', [CHECK]);
  if (filtered) {
    return (
      <Empty title="No device matches">
        <button
          type="button"
          className="link-button"
          onClick={() => changeParams({ capability: null, state: null, partition: null })}
        >
          Show all devices
        </button>
      </Empty>
    );
  }
  return (
    <Empty title="No capability was checked yet" command={command}>
      Checks of icmp, snmp, sysmon and others tell what a device can do. They come with the reports
      of pollers, or by hand:
    </Empty>
  );
}
