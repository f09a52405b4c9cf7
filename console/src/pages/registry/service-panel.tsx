import { useEffect, useRef } from 'react';
import type { RegistryDetail } from '../../../../src/contract/index.ts';
import {
  CopyButton,
  ExactInstant,
  type Fact,
  Facts,
  Failure,
  Instant,
  Panel,
  Progress,
} from '../../controls/index.ts';
import { type ServiceName, useRegistered } from '../../data/index.ts';
import { DASH, formatCount } from '../../format/index.ts';
import { changeParams, useHref, useView } from '../../location/index.ts';
import { Happenings } from './happenings.tsx';
import { PollerHealth } from './poller-health.tsx';
import { PollerServices } from './poller-services.tsx';
import { ServiceActions } from './service-actions.tsx';
import { Health, healthOf, ServiceState, sentenceCase } from './service-state.tsx';
import { keyOf, parentOf } from './tree.ts';

export interface ServicePanelProps {
  readonly name: ServiceName;
  readonly onClose: () => void;
  /** It was changed; the list is to be read again. */
  readonly onChanged: () => void;
}

/** One service: what is known of it, what happened to it, and what can be done. */
export function ServicePanel({ name, onClose, onChanged }: ServicePanelProps) {
  const { live } = useView();
  const { value: service, busy, fault, retry } = useRegistered(name, live);
  const { status } = service ?? {};
  // What the list says follows what the panel has learnt.
  const known = useRef(status);
  useEffect(() => {
    if (known.current !== undefined && status !== known.current) onChanged();
    known.current = status;
  }, [status, onChanged]);
  const healthy = service === undefined ? null : healthOf(service);
  const trusted = status !== 'revoked' && status !== 'deleted';
  return (
    <Panel title={`${sentenceCase(name.type)} ${name.id}`} onClose={onClose}>
      <Progress busy={busy && service === undefined} />
      {fault !== undefined && <Failure fault={fault} retry={retry} />}
      {service !== undefined && (
        <>
          <p className="panel-lead">
            <ServiceState status={service.status} />
            {healthy !== null && <Health isHealthy={healthy} />}
          </p>
          <ServiceActions name={name} service={service} onDone={retry} />
          <Facts facts={factsOf(service)} />
          {name.type === 'poller' && trusted && (
            <>
              <PollerServices id={name.id} />
              <PollerHealth id={name.id} />
            </>
          )}
          <Happenings
            title="Events"
            none="Nothing in the last 90 days."
            happenings={service.events.map((event) => ({
              key: event.event_id,
              what: sentenceCase(event.event_type),
              at: event.timestamp,
              detail: [event.actor && `by ${event.actor}`, ...detailsOf(event.metadata)]
                .filter(Boolean)
                .join(' · '),
            }))}
          />
        </>
      )}
    </Panel>
  );
}

const detailsOf = (metadata: Readonly<Record<string, string>>) =>
  Object.entries(metadata).map(([name, value]) => `${name.replaceAll('_', ' ')}: ${value}`);

function factsOf(service: RegistryDetail): readonly Fact[] {
  const parent = parentOf(service);
  return [
    {
      name: 'Id',
      value: (
        <>
          <code className="plain">{service.id}</code>
          <CopyButton text={service.id} what="id" />
        </>
      ),
    },
    ...(parent === undefined
      ? []
      : [
          {
            name: sentenceCase(parent.type),
            value: (
              <button
                type="button"
                className="link-button"
                onClick={() => changeParams({ open: keyOf(parent) })}
              >
                {parent.id}
              </button>
            ),
          },
        ]),
    ...(service.checker_kind === null ? [] : [{ name: 'Checks', value: service.checker_kind }]),
    { name: 'Last seen', value: <Instant at={service.last_seen} /> },
    { name: 'First seen', value: <ExactInstant at={service.first_seen} /> },
    { name: 'Registered', value: <ExactInstant at={service.first_registered} /> },
    { name: 'By', value: service.created_by },
    { name: 'Source', value: service.registration_source.replaceAll('_', ' ') },
    { name: 'Component', value: service.component_id ?? DASH },
    { name: 'SPIFFE ID', value: service.spiffe_identity ?? DASH },
    ...countsOf(service),
    { name: 'In the inventory', value: <DeviceLink service={service} /> },
    ...Object.entries(service.metadata).map(([name, value]) => ({ name, value })),
  ];
}

function countsOf({ agent_count, checker_count }: RegistryDetail): readonly Fact[] {
  return [
    ...(agent_count === null ? [] : [{ name: 'Agents', value: formatCount(agent_count) }]),
    ...(checker_count === null ? [] : [{ name: 'Checkers', value: formatCount(checker_count) }]),
  ];
}

function DeviceLink({ service: { type, id } }: { readonly service: RegistryDetail }) {
  const href = useHref();
  const search = `serviceradar:${type}:${id}`;
  return <a href={href('/devices', { search })}>Find its device</a>;
}
