import type { MappingEntry, MappingTarget } from '../../../../src/contract/index.ts';
import { type Fact, Facts, Instant, Panel, State } from '../../controls/index.ts';
import { DASH, formatBytes, formatDuration } from '../../format/index.ts';
import { useHref } from '../../location/index.ts';
import { keptFor, Rows } from '../storage/index.ts';
import { gapText, roleText } from './object-row.ts';

export interface ObjectPanelProps {
  readonly entry: MappingEntry;
  readonly onClose: () => void;
}

const list = (names: readonly string[]): string => (names.length === 0 ? DASH : names.join(', '));

/** Where an object of Proton went, and what is there. */
export function ObjectPanel({ entry, onClose }: ObjectPanelProps) {
  const { object, kind, seed, note, targets } = entry;
  return (
    <Panel title={object} onClose={onClose}>
      {note !== null && <p className="panel-lead">{note}</p>}
      <Facts
        facts={[
          { name: 'In Proton', value: kind.replaceAll('_', ' ') },
          { name: 'Was', value: `${seed.status}, meant for ${seed.target}` },
          { name: 'Expired after', value: seed.ttl },
          { name: 'Missing', value: gapText(entry) ?? 'nothing' },
        ]}
      />
      {targets.map((target) => (
        <Target key={target.dataset} target={target} />
      ))}
    </Panel>
  );
}

function Target({ target }: { readonly target: MappingTarget }) {
  const href = useHref();
  const { dataset, title, role, handled_by: by } = target;
  return (
    <section className="section panel-section" aria-label={dataset}>
      <h3>
        <a href={href('/storage', { open: dataset })}>{dataset}</a>
        <span className="muted"> {roleText(role)}</span>
      </h3>
      <Facts
        facts={[
          { name: 'Holds', value: title },
          ...contents(target),
          ...retention(target),
          { name: 'Engine', value: list(target.features) },
          { name: 'Rollups', value: list(target.rollups) },
          { name: 'Query names', value: list(target.query_names) },
          { name: 'Written by', value: list(by.writer) },
          { name: 'Read by', value: list(by.reader) },
          { name: 'Queried by', value: list(by.query_name) },
          { name: 'Backfilled by', value: list(by.backfill) },
          { name: 'Compared by', value: list(by.parity) },
        ]}
      />
    </section>
  );
}

function contents(target: MappingTarget): readonly Fact[] {
  if (target.present === false) {
    return [{ name: 'Relation', value: <State condition="fail">Missing</State> }];
  }
  return [
    { name: 'Rows', value: <Rows {...target} /> },
    { name: 'Size', value: formatBytes(target.bytes) },
    { name: 'Oldest row', value: <Instant at={target.oldest} /> },
    { name: 'Newest row', value: <Instant at={target.newest} /> },
  ];
}

function retention({ kind, retention: kept }: MappingTarget): readonly Fact[] {
  const { declared_seconds, effective_seconds, enforced_by, reason } = kept;
  const by = declared_seconds === null ? DASH : (enforced_by ?? reason ?? 'nothing');
  return [
    { name: 'Declared', value: keptFor(kind, declared_seconds) },
    { name: 'Effective', value: formatDuration(effective_seconds) },
    { name: 'Enforced by', value: by },
  ];
}
