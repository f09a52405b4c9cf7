import type { PollerService } from '../../../../src/contract/index.ts';
import { Availability, Failure, Instant } from '../../controls/index.ts';
import { usePollerServices, useServiceReports } from '../../data/index.ts';
import { changeParams, usePlace, useView } from '../../location/index.ts';

/** What a poller checks, as it reported it last; each opens to its newest reports. */
export function PollerServices({ id }: { readonly id: string }) {
  const { live } = useView();
  const { params } = usePlace();
  const { value: services, fault, retry } = usePollerServices(id, live);
  if (fault !== undefined) return <Failure fault={fault} retry={retry} />;
  if (services === undefined) return null;
  return (
    <section className="panel-section">
      <h3>Services</h3>
      {services.length === 0 && <p className="muted">None was reported in the last 3 days.</p>}
      <ul className="happenings">
        {services.map((service) => {
          const key = keyOfReport(service);
          const open = params.service === key;
          return (
            <li key={key}>
              <button
                type="button"
                className="link-button"
                aria-expanded={open}
                onClick={() => changeParams({ service: open ? null : key }, { replace: true })}
              >
                {service.name}
              </button>
              <Availability isAvailable={service.available} />
              <p>{describe(service)}</p>
              {open && <Reports service={service} />}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

const keyOfReport = ({ agent_id, type, name }: PollerService) => `${agent_id}/${type}/${name}`;

const describe = ({ type, agent_id, message }: PollerService): string =>
  [type, agent_id && `by ${agent_id}`, readMessage(message)].filter(Boolean).join(' · ');

/** Messages of checkers come as base64 of their UTF-8. */
function readMessage(text: string): string {
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  return new TextDecoder().decode(bytes);
}

function Reports({ service }: { readonly service: PollerService }) {
  const { live } = useView();
  const { value: reports, fault, retry } = useServiceReports(service, live);
  if (fault !== undefined) return <Failure fault={fault} retry={retry} />;
  return (
    <ul className="happenings" aria-label={`Newest reports of ${service.name}`}>
      {(reports ?? []).map(({ timestamp, available, message }) => (
        <li key={timestamp}>
          <Availability isAvailable={available} />
          <Instant at={timestamp} />
          {message !== null && message !== '' && <p>{message}</p>}
        </li>
      ))}
    </ul>
  );
}
