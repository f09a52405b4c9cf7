import type { EdgePackage, EdgePackageEvent } from '../../../../src/contract/index.ts';
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
import { changePackage, usePackage, usePackageEvents } from '../../data/index.ts';
import { useHref, useView } from '../../location/index.ts';
import {
  Deeds,
  Happenings,
  type PossibleDeed,
  SERVICES_PART,
  sentenceCase,
} from '../registry/index.ts';
import { type MetadataEntry, readEntries } from './metadata.ts';
import { PackageState } from './package-state.tsx';

export interface PackagePanelProps {
  readonly id: string;
  readonly onClose: () => void;
  /** It was changed; the list is to be read again. */
  readonly onChanged: () => void;
}

/** One package: how far it has come, what happened to it, and what can be done. */
export function PackagePanel({ id, onClose, onChanged }: PackagePanelProps) {
  const { live } = useView();
  const { value: told, busy, fault, retry } = usePackage(id, live);
  const events = usePackageEvents(id, live);
  const done = () => {
    retry();
    events.retry();
    onChanged();
  };
  return (
    <Panel title={told?.label ?? 'Package'} onClose={onClose}>
      <Progress busy={busy && told === undefined} />
      {fault !== undefined && <Failure fault={fault} retry={retry} />}
      {told !== undefined && (
        <>
          <p className="panel-lead">
            <PackageState status={told.status} />
          </p>
          <Deeds
            deeds={DEEDS}
            status={told.status}
            what={told.label}
            onDo={(action, reason) => changePackage(id, { action, reason })}
            onDone={done}
          />
          <Facts facts={factsOf(told)} />
          <Entries title="Metadata" entries={readEntries(told.metadata_json)} />
          <Entries
            title="Configuration of the checker"
            entries={readEntries(told.checker_config_json)}
          />
        </>
      )}
      {events.fault !== undefined && <Failure fault={events.fault} retry={events.retry} />}
      {events.value !== undefined && (
        <Happenings
          title="Events"
          none="Nothing in the last 365 days."
          happenings={events.value.map(happeningOf)}
        />
      )}
    </Panel>
  );
}

const happeningOf = (event: EdgePackageEvent) => ({
  key: `${event.event_time} ${event.event_type}`,
  what: sentenceCase(event.event_type),
  at: event.event_time,
  detail: [
    `by ${event.actor}`,
    event.source_ip && `from ${event.source_ip}`,
    ...readEntries(event.details_json).map(({ name, value }) => `${name}: ${value}`),
  ]
    .filter(Boolean)
    .join(' · '),
});

function Entries(props: { readonly title: string; readonly entries: readonly MetadataEntry[] }) {
  if (props.entries.length === 0) return null;
  return (
    <section className="panel-section">
      <h3>{props.title}</h3>
      <Facts facts={props.entries} />
    </section>
  );
}

function factsOf(told: EdgePackage): readonly Fact[] {
  const optional = (name: string, value: string | undefined): readonly Fact[] =>
    value === undefined || value === '' ? [] : [{ name, value }];
  const at = (name: string, instant: string | undefined): readonly Fact[] =>
    instant === undefined ? [] : [{ name, value: <ExactInstant at={instant} /> }];
  return [
    { name: 'Makes', value: <ComponentLink told={told} /> },
    ...optional('Reports to', told.parent_id),
    ...optional('Poller', told.component_type === 'checker' ? told.poller_id : undefined),
    ...optional('Checks', told.checker_kind),
    ...optional('Site', told.site),
    ...(told.status === 'issued'
      ? [{ name: 'Fetch until', value: <Instant at={told.download_token_expires_at} /> }]
      : []),
    ...at('Join token until', told.join_token_expires_at),
    { name: 'SPIFFE ID', value: told.downstream_spiffe_id },
    ...optional('Selectors', told.selectors?.join(', ')),
    { name: 'Made', value: <ExactInstant at={told.created_at} /> },
    { name: 'By', value: told.created_by },
    ...at('Delivered', told.delivered_at),
    ...at('Activated', told.activated_at),
    ...optional('From', told.activated_from_ip),
    ...optional('Presents', told.last_seen_spiffe_id),
    ...at('Revoked', told.revoked_at),
    ...at('Deleted', told.deleted_at),
    ...optional('Deleted by', told.deleted_by),
    ...optional('Because', told.deleted_reason),
    ...optional('Notes', told.notes),
    {
      name: 'Package id',
      value: (
        <>
          <code className="plain">{told.package_id}</code>
          <CopyButton text={told.package_id} what="package id" />
        </>
      ),
    },
  ];
}

function ComponentLink({ told: { component_type: type, component_id: id } }: ToldProps) {
  const href = useHref();
  const open = `${type}/${id}`;
  return (
    <>
      {type} <a href={href(SERVICES_PART.path, { open })}>{id}</a>
    </>
  );
}

interface ToldProps {
  readonly told: EdgePackage;
}

const needs = { permission: 'onboarding:write', whole: true } as const;

const DEEDS: { readonly [D in 'revoke' | 'delete']: PossibleDeed } = {
  revoke: {
    title: 'Revoke',
    means:
      'Its tokens open nothing any longer, and nobody trusts its component: its reports do not count.',
    from: ['issued', 'delivered', 'activated'],
    needs,
  },
  delete: {
    title: 'Delete',
    means: 'Its secrets go and it leaves the list. A tombstone stays for whoever reads the events.',
    from: ['revoked', 'expired'],
    needs: { permission: 'onboarding:admin', whole: true },
  },
};
