import { ExactInstant, Facts, Failure, Instant } from '../../../controls/index.ts';
import { useDeviceRegistration } from '../../../data/index.ts';
import { DASH } from '../../../format/index.ts';
import { useHref, useView } from '../../../location/index.ts';
import type { Component } from './component.ts';

export interface RegistrationProps {
  readonly deviceId: string;
  readonly component: Component;
}

/** What the registry knows of a device that is one of its services. */
export function Registration({ deviceId, component }: RegistrationProps) {
  const { live } = useView();
  const href = useHref();
  const { value: known, fault, retry } = useDeviceRegistration(deviceId, live);
  return (
    <section className="section" aria-labelledby="registration">
      <h2 id="registration">
        <a href={href('/registry', { open: `${component.type}/${component.id}` })}>Registration</a>
      </h2>
      {fault?.code === 'NOT_FOUND' && <p className="muted">The registry does not know it.</p>}
      {fault !== undefined && fault.code !== 'NOT_FOUND' && <Failure fault={fault} retry={retry} />}
      {known !== undefined && (
        <Facts
          facts={[
            { name: 'Kind', value: known.device_type },
            { name: 'Status', value: known.status ?? DASH },
            { name: 'Source', value: known.registration_source?.replaceAll('_', ' ') ?? DASH },
            { name: 'Belongs to', value: known.parent_id || DASH },
            { name: 'Checks', value: known.checker_kind || DASH },
            { name: 'SPIFFE ID', value: known.spiffe_identity || DASH },
            { name: 'Last seen', value: <Instant at={known.last_seen} /> },
            { name: 'First seen', value: <ExactInstant at={known.first_seen} /> },
            { name: 'Registered', value: <ExactInstant at={known.first_registered} /> },
          ]}
        />
      )}
    </section>
  );
}
