import type { CapabilityCheck, CapabilityStatus } from '../../../../src/contract/index.ts';
import { ExactInstant, Facts, Failure, Instant, Panel, Progress } from '../../controls/index.ts';
import { useDeviceCapabilities } from '../../data/index.ts';
import { DASH } from '../../format/index.ts';
import { changeParams, devicePath, useHref, usePlace, useView } from '../../location/index.ts';
import { Happenings } from '../registry/index.ts';
import { Capability } from './capability-state.tsx';

export interface CapabilityPanelProps {
  readonly deviceId: string;
  readonly onClose: () => void;
}

/** What one device can do, and the newest checks; `of` in the address chooses one capability. */
export function CapabilityPanel({ deviceId, onClose }: CapabilityPanelProps) {
  const { params } = usePlace();
  const { live } = useView();
  const href = useHref();
  const {
    value: told,
    busy,
    outdated,
    fault,
    retry,
  } = useDeviceCapabilities(deviceId, params.of, live);
  return (
    <Panel
      title={params.of === undefined ? deviceId : `${params.of} of ${deviceId}`}
      onClose={onClose}
    >
      <Progress busy={busy && (told === undefined || outdated)} />
      {fault !== undefined && <Failure fault={fault} retry={retry} />}
      <p className="panel-actions">
        <a className="button" href={href(devicePath(deviceId))}>
          Open the device page
        </a>
        {params.of !== undefined && (
          <button type="button" className="button" onClick={() => changeParams({ of: null })}>
            All its capabilities
          </button>
        )}
      </p>
      {told?.capabilities.map((one) => (
        <CapabilityFacts key={`${one.capability} ${one.service_id}`} told={one} />
      ))}
      {told !== undefined && (
        <Happenings
          title="Checks"
          none="None in the last 3 days."
          happenings={told.history.map((check) => ({
            key: check.event_id,
            what: <Capability state={check.state} />,
            at: check.last_checked,
            detail: describe(check),
          }))}
        />
      )}
    </Panel>
  );
}

const describe = (check: CapabilityCheck): string =>
  [check.capability, check.service_id && `by ${check.service_id}`, check.failure_reason]
    .filter(Boolean)
    .join(' · ');

function CapabilityFacts({ told }: { readonly told: CapabilityStatus }) {
  const { capability, service_id, service_type, enabled, failure_reason } = told;
  return (
    <section className="panel-section">
      <h3>
        <button
          type="button"
          className="link-button"
          onClick={() => changeParams({ of: capability }, { replace: true })}
        >
          {capability}
        </button>
      </h3>
      <Facts
        facts={[
          { name: 'State', value: <Capability state={told.state} /> },
          { name: 'Last check', value: <Instant at={told.last_checked} /> },
          { name: 'Last success', value: <ExactInstant at={told.last_success} /> },
          { name: 'Last failure', value: <ExactInstant at={told.last_failure} /> },
          { name: 'Why', value: failure_reason ?? DASH },
          { name: 'Checked by', value: service_id ?? service_type ?? DASH },
          ...(enabled ? [] : [{ name: 'Enabled', value: 'no' }]),
        ]}
      />
    </section>
  );
}
