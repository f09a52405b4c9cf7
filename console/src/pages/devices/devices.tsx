import { useCallback, useMemo } from 'react';
import type { DeviceItem } from '../../../../src/contract/index.ts';
import { Empty, Failure, Progress } from '../../controls/index.ts';
import { type DeviceFilter, deviceAt, knownDevices, useDevicePages } from '../../data/index.ts';
import {
  changeParams,
  devicePath,
  useHref,
  usePlace,
  useTitle,
  useView,
} from '../../location/index.ts';
import {
  type Filter,
  Grid,
  SearchField,
  type Sort,
  Toolbar,
  useTableState,
} from '../../tables/index.ts';
import { deviceColumns } from './device-columns.tsx';
import { DevicePeek } from './device-peek.tsx';

const NEWEST_FIRST: Sort = { key: 'last_seen', descending: true };

/** Reads what the address asks of the server. */
function useFilter(sort: Sort | undefined): DeviceFilter {
  const { params } = usePlace();
  const { status } = params;
  return {
    search: params.search ?? '',
    status: status === 'online' || status === 'offline' ? status : undefined,
    sort: sort && (sort.descending ? `-${sort.key}` : sort.key),
  };
}

/** A status is one of two, so leaving one out is asking for the other. */
function chooseStatus({ value, exclude }: Filter): void {
  const other = value === 'online' ? 'offline' : 'online';
  changeParams({ status: exclude ? other : value });
}

/** Every device of the inventory. */
export function DevicesPage() {
  const { params } = usePlace();
  const { live } = useView();
  useTitle('Devices');
  const href = useHref();
  const columns = useMemo(
    () => deviceColumns(({ device_id }) => href(devicePath(device_id))),
    [href],
  );
  const state = useTableState('devices', columns, NEWEST_FIRST);
  const filter = useFilter(state.sort);
  const polled = useDevicePages(filter, { first: 0, last: 0 }, live);
  const { value: list, busy, fault, outdated, retry, look } = polled;
  const filters: readonly Filter[] =
    filter.status === undefined ? [] : [{ key: 'status', value: filter.status, exclude: false }];
  const known = knownDevices(list);
  const chosen = known.filter(({ device_id }) => state.selected.has(device_id));
  const open = useCallback(
    ({ device_id }: DeviceItem) =>
      changeParams({ open: device_id }, { replace: params.open !== undefined }),
    [params.open],
  );
  const close = useCallback(() => changeParams({ open: null }), []);
  const filtered = filter.search !== '' || filter.status !== undefined;
  return (
    <div className="page page-fill">
      <header className="page-head">
        <h1>Devices</h1>
      </header>
      <Progress busy={busy && (list === undefined || outdated)} />
      {fault !== undefined && <Failure fault={fault} retry={retry} />}
      <div className="with-panel">
        <div className="table">
          <Toolbar
            name="devices"
            noun={['device', 'devices']}
            count={list?.total ?? 0}
            columns={columns}
            shown={state.shown}
            onColumns={state.setColumns}
            rowsToCopy={() => (chosen.length > 0 ? chosen : known)}
            selectedCount={chosen.length}
            onClearSelection={state.clearSelection}
            filters={filters}
            onFilter={() => changeParams({ status: null })}
          >
            <SearchField label="Search devices" placeholder="Id, address, name or MAC" />
          </Toolbar>
          {list !== undefined && list.total === 0 ? (
            <NoDevices filtered={filtered} />
          ) : (
            <Grid
              name="devices"
              label="Devices"
              columns={state.shown}
              count={list?.total ?? 0}
              rowAt={(index) => deviceAt(list, index)}
              rowKey={({ device_id }) => device_id}
              sort={state.sort}
              onSort={state.setSort}
              onFilter={chooseStatus}
              onOpen={open}
              opened={params.open}
              selected={state.selected}
              onSelect={state.select}
              onLook={look}
              primary
            />
          )}
        </div>
        {params.open !== undefined && (
          <DevicePeek key={params.open} deviceId={params.open} onClose={close} />
        )}
      </div>
    </div>
  );
}

function NoDevices({ filtered }: { readonly filtered: boolean }) {
  if (filtered) {
    return (
      <Empty title="No device matches">
        The search looks at a part of the device id, address, host name and MAC.{' '}
        <button
          type="button"
          className="link-button"
          onClick={() => changeParams({ search: null, status: null })}
        >
          Show all devices
        </button>
      </Empty>
    );
  }
  return (
    <Empty title="No device was seen yet" command="radarstore serve --host-receiver-enabled true">
      Devices appear as soon as something reports them. The host receiver reports the machine that
      the store runs on, within seconds:
    </Empty>
  );
}
