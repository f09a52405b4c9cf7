import { useCallback, useMemo } from 'react';
import type { DeviceItem } from '../../../../src/contract/index.ts';
import { Empty, Failure, Progress } from '../../controls/index.ts';
import { deviceAt, knownDevices, useCurl, useDevicePages } from '../../data/index.ts';
import {
  changeParams,
  devicePath,
  useHref,
  usePlace,
  useTitle,
  useView,
} from '../../location/index.ts';
import { Grid, SearchField, type Sort, Toolbar, useTableState } from '../../tables/index.ts';
import { useChosen } from './chosen.ts';
import { deviceColumns } from './device-columns.tsx';
import { DevicePeek } from './device-peek.tsx';
import { ExportMenu } from './export-menu.tsx';
import { FilterMenu } from './filter-menu.tsx';
import { chipsOf, isFiltered, NO_FILTER, questionOf, readFilter } from './question.ts';

const NEWEST_FIRST: Sort = { key: 'last_seen', descending: true };

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
  const filter = readFilter(params);
  const state = useTableState('devices', columns, filter.search === '' ? NEWEST_FIRST : undefined);
  const polled = useDevicePages(questionOf(filter, state.sort), { first: 0, last: 0 }, live);
  const { value: list, busy, fault, outdated, retry, look } = polled;
  const known = knownDevices(list);
  const chosen = useChosen(known, state.selected);
  const open = useCallback(
    ({ device_id }: DeviceItem) =>
      changeParams({ open: device_id }, { replace: params.open !== undefined }),
    [params.open],
  );
  const close = useCallback(() => changeParams({ open: null }), []);
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
            more={list?.more ?? false}
            columns={columns}
            shown={state.shown}
            onColumns={state.setColumns}
            rowsToCopy={() => (chosen.length > 0 ? chosen : known)}
            selectedCount={chosen.length}
            onClearSelection={state.clearSelection}
            filters={chipsOf(filter)}
            onFilter={({ key }) => changeParams({ [key]: null })}
            actions={
              <>
                <FilterMenu filter={filter} known={known} />
                <ExportMenu filter={filter} />
              </>
            }
          >
            <SearchField label="Search devices" placeholder="Id, address, network, name or MAC" />
          </Toolbar>
          {list !== undefined && list.total === 0 ? (
            <NoDevices filtered={isFiltered(filter)} />
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
              onFilter={({ key, value }) => changeParams({ [key]: value })}
              keepsOnly
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

const SEEN = { ip: '192.0.2.1', source: 'manual', hostname: 'core-sw', mac: '00:1b:21:aa:bb:01' };

function NoDevices({ filtered }: { readonly filtered: boolean }) {
  const command = useCurl('/api/observations', [SEEN]);
  if (filtered) {
    return (
      <Empty title="No device matches">
        The search looks at a part of the device id, address, host name and MAC, or at a network
        such as 10.0.0.0/8.{' '}
        <button type="button" className="link-button" onClick={() => changeParams(NO_FILTER)}>
          Show all devices
        </button>
      </Empty>
    );
  }
  return (
    <Empty title="No device was seen yet" command={command}>
      Devices appear as soon as something reports them. The host receiver does so with the machine
      that the store runs on (<code>--host-receiver-enabled true</code>), and everybody may:
    </Empty>
  );
}
