import type { ReactNode } from 'react';
import type { RegistryService } from '../../../../src/contract/index.ts';
import { Icon, Instant } from '../../controls/index.ts';
import { DASH, formatCount } from '../../format/index.ts';
import type { Column } from '../../tables/index.ts';
import { Health, healthOf, ServiceState } from './service-state.tsx';
import type { TreeLine } from './tree.ts';

type Of = Column<TreeLine>;

/** A column of what only a known service has. */
const known = (
  column: Omit<Of, 'value' | 'show'>,
  value: (service: RegistryService) => string | number | null,
  show?: (service: RegistryService) => ReactNode,
): Of => ({
  ...column,
  value: ({ service }) => (service === undefined ? null : value(service)),
  ...(show === undefined
    ? {}
    : { show: ({ service }) => (service === undefined ? DASH : show(service)) }),
});

/** Columns of the tree. */
export function serviceColumns(onToggle: (key: string) => void): readonly Of[] {
  return [
    {
      key: 'id',
      title: 'Service',
      value: ({ id }) => id,
      show: (line) => <TreeName line={line} onToggle={onToggle} />,
      width: null,
      sortable: true,
      shown: 'always',
    },
    { key: 'type', title: 'Kind', value: kindOf, width: 140, shown: 'wide' },
    known(
      { key: 'status', title: 'Status', width: 108, filterable: true, shown: 'always' },
      ({ status }) => status,
      ({ status }) => <ServiceState status={status} />,
    ),
    known(
      { key: 'health', title: 'Health', width: 132, shown: 'wide' },
      (service) => {
        const healthy = healthOf(service);
        return healthy === null ? null : healthy ? 'healthy' : 'not healthy';
      },
      (service) => {
        const healthy = healthOf(service);
        return healthy === null ? DASH : <Health isHealthy={healthy} />;
      },
    ),
    known(
      { key: 'last_seen', title: 'Last seen', width: 112, sortable: true, shown: 'wide' },
      ({ last_seen }) => last_seen,
      ({ last_seen }) => (last_seen === null ? 'never' : <Instant at={last_seen} quiet />),
    ),
    ...countColumns(),
    known(
      { key: 'source', title: 'Source', width: 140, filterable: true, shown: 'wide' },
      ({ registration_source }) => registration_source,
      ({ registration_source }) => registration_source.replaceAll('_', ' '),
    ),
    known(
      { key: 'component', title: 'Component', width: 160, shown: 'asked' },
      ({ component_id }) => component_id,
    ),
    known(
      { key: 'registered', title: 'Registered', width: 112, sortable: true, shown: 'asked' },
      ({ first_registered }) => first_registered,
      ({ first_registered }) => <Instant at={first_registered} quiet />,
    ),
  ];
}

function countColumns(): readonly Of[] {
  const count = (key: 'agent_count' | 'checker_count', title: string): Of =>
    known(
      { key, title, width: 88, numeric: true, shown: 'wide' },
      (service) => service[key],
      (service) => formatCount(service[key]),
    );
  return [count('agent_count', 'Agents'), count('checker_count', 'Checkers')];
}

const kindOf = ({ type, service }: TreeLine): string => {
  const kind = service?.checker_kind ?? null;
  return kind === null ? type : `${type}, ${kind}`;
};

function TreeName({ line, onToggle }: ToggleProps) {
  const { id, depth, service, children, folded } = line;
  return (
    <span className="tree-name" data-depth={depth}>
      {children > 0 ? <Toggle line={line} onToggle={onToggle} /> : <span className="tree-leaf" />}
      <span className={service === undefined ? 'muted' : undefined} title={id}>
        {id}
      </span>
      {folded && <span className="muted">{formatCount(children)} below</span>}
    </span>
  );
}

interface ToggleProps {
  readonly line: TreeLine;
  readonly onToggle: (key: string) => void;
}

function Toggle({ line: { key, id, folded }, onToggle }: ToggleProps) {
  return (
    <button
      type="button"
      className="tree-toggle"
      // Out of the tab order: the arrow keys do the same on the row.
      tabIndex={-1}
      aria-expanded={!folded}
      aria-label={folded ? `Open ${id}` : `Fold ${id}`}
      onClick={() => onToggle(key)}
    >
      <Icon name={folded ? 'right' : 'down'} />
    </button>
  );
}
