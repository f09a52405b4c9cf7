import { Failure, Instant, Progress } from '../../../controls/index.ts';
import { useDeviceCapabilities } from '../../../data/index.ts';
import { DASH } from '../../../format/index.ts';
import { changeParams, usePlace, useView } from '../../../location/index.ts';
import { Capability } from '../../capabilities/index.ts';
import { Happenings } from '../../registry/index.ts';

/** What was checked of the device, and the newest checks; `of` in the address chooses one capability. */
export function Capabilities({ deviceId }: { readonly deviceId: string }) {
  const { live } = useView();
  const { params } = usePlace();
  const polled = useDeviceCapabilities(deviceId, params.of, live);
  const { value: told, busy, outdated, fault, retry } = polled;
  return (
    <section className="section" aria-labelledby="capabilities">
      <h2 id="capabilities">Capabilities</h2>
      <Progress busy={busy && (told === undefined || outdated)} />
      {fault !== undefined && <Failure fault={fault} retry={retry} />}
      {told?.capabilities.length === 0 && <p className="muted">None was checked.</p>}
      {told !== undefined && told.capabilities.length > 0 && (
        <>
          <div className="scroll-x">
            <table className="plain-table">
              <thead>
                <tr>
                  <th scope="col">Capability</th>
                  <th scope="col">State</th>
                  <th scope="col">Checked by</th>
                  <th scope="col" className="numeric">
                    Last check
                  </th>
                  <th scope="col" className="numeric">
                    Last success
                  </th>
                </tr>
              </thead>
              <tbody>
                {told.capabilities.map((one) => (
                  <tr key={`${one.capability} ${one.service_id}`}>
                    <th scope="row">
                      <button
                        type="button"
                        className="link-button"
                        onClick={() => changeParams({ of: one.capability }, { replace: true })}
                      >
                        {one.capability}
                      </button>
                    </th>
                    <td title={one.failure_reason ?? undefined}>
                      <Capability state={one.state} />
                    </td>
                    <td>{one.service_id ?? one.service_type ?? DASH}</td>
                    <td className="numeric">
                      <Instant at={one.last_checked} />
                    </td>
                    <td className="numeric">
                      <Instant at={one.last_success} />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          {params.of !== undefined && (
            <button
              type="button"
              className="link-button"
              onClick={() => changeParams({ of: null }, { replace: true })}
            >
              All its capabilities
            </button>
          )}
          <Happenings
            title={params.of === undefined ? 'Checks' : `Checks of ${params.of}`}
            none="None in the last 3 days."
            happenings={told.history.map((check) => ({
              key: check.event_id,
              what: <Capability state={check.state} />,
              at: check.last_checked,
              detail: [
                check.capability,
                check.service_id && `by ${check.service_id}`,
                check.failure_reason,
              ]
                .filter(Boolean)
                .join(' · '),
            }))}
          />
        </>
      )}
    </section>
  );
}
