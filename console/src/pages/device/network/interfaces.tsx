import type { NetworkInterface } from '../../../../../src/contract/index.ts';
import { Failure, Panel, Progress } from '../../../controls/index.ts';
import { useInterfaces } from '../../../data/index.ts';
import { changeParams, usePlace, useView } from '../../../location/index.ts';
import { LocalTable, RowRecord } from '../../../tables/index.ts';
import { INTERFACE_COLUMNS } from './interface-columns.tsx';

const keyOf = ({ if_index }: NetworkInterface): string => String(if_index);

/** The interfaces of a device as they were discovered last. */
export function Interfaces({ deviceId }: { readonly deviceId: string }) {
  const { params } = usePlace();
  const { live } = useView();
  const { value: list, busy, fault, retry } = useInterfaces(deviceId, live);
  const opened = list?.interfaces.find((one) => keyOf(one) === params.interface);
  const open = (one: NetworkInterface) =>
    changeParams({ interface: keyOf(one) }, { replace: params.interface !== undefined });
  const some = list !== undefined && list.interfaces.length > 0;
  return (
    <section className={some ? 'section list-section' : 'section'} aria-labelledby="interfaces">
      <h2 id="interfaces">Interfaces</h2>
      <Progress busy={busy && list === undefined} />
      {fault !== undefined && <Failure fault={fault} retry={retry} />}
      {list?.interfaces.length === 0 && (
        <p className="muted">No discovery told of any. They come with discovered interfaces.</p>
      )}
      {some && (
        <div className="with-panel">
          <LocalTable
            name="interfaces"
            label="Interfaces"
            noun={['interface', 'interfaces']}
            columns={INTERFACE_COLUMNS}
            rows={list.interfaces}
            rowKey={keyOf}
            usualSort={{ key: 'if_index', descending: false }}
            onOpen={open}
            opened={params.interface}
            primary
          >
            {list.more && <span className="note">The first of more.</span>}
          </LocalTable>
          {opened !== undefined && (
            <Panel
              title={`Interface ${opened.if_name ?? opened.if_index}`}
              onClose={() => changeParams({ interface: null })}
            >
              <RowRecord columns={INTERFACE_COLUMNS} row={opened} />
            </Panel>
          )}
        </div>
      )}
    </section>
  );
}
