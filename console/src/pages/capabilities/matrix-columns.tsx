import type { CapabilityMatrixRow } from '../../../../src/contract/index.ts';
import { Instant } from '../../controls/index.ts';
import type { Column } from '../../tables/index.ts';
import { Capability } from './capability-state.tsx';

type Of = Column<CapabilityMatrixRow>;

export interface MatrixColumnOptions {
  readonly capabilities: readonly string[];
  readonly hrefOf: (row: CapabilityMatrixRow) => string;
  readonly onCell: (row: CapabilityMatrixRow, capability: string) => void;
}

/** More capabilities leave no room for the age of each check; it stands in the detail. */
const MOST_WITH_AGE = 5;

/** A device, and a column for each capability that any known one has. */
export function matrixColumns({
  capabilities,
  hrefOf,
  onCell,
}: MatrixColumnOptions): readonly Of[] {
  const compact = capabilities.length > MOST_WITH_AGE;
  return [
    {
      key: 'device',
      title: 'Device',
      value: nameOf,
      show: (row) => <a href={hrefOf(row)}>{nameOf(row)}</a>,
      width: null,
      least: 200,
      pinned: true,
      shown: 'always',
    },
    {
      key: 'device_id',
      title: 'Device id',
      value: (row) => row.device_id,
      width: 220,
      shown: 'asked',
    },
    {
      key: 'partition',
      title: 'Partition',
      value: (row) => row.partition,
      width: 120,
      shown: 'asked',
    },
    ...capabilities.map(
      (capability): Of => ({
        key: `can.${capability}`,
        title: capability,
        value: (row) => row.capabilities[capability]?.state ?? null,
        show: (row) => <Cell {...{ row, capability, onCell, compact }} />,
        width: compact ? 112 : 184,
        shown: 'always',
      }),
    ),
  ];
}

const nameOf = ({ hostname, ip, device_id }: CapabilityMatrixRow): string =>
  hostname ?? ip ?? device_id;

interface CellProps extends Pick<MatrixColumnOptions, 'onCell'> {
  readonly row: CapabilityMatrixRow;
  readonly capability: string;
  /** The state alone. */
  readonly compact: boolean;
}

function Cell({ row, capability, onCell, compact }: CellProps) {
  const told = row.capabilities[capability];
  if (told === undefined) return <span className="muted">Never</span>;
  const { state, last_checked, last_success, failure_reason } = told;
  return (
    <span className="matrix-cell">
      <button
        type="button"
        // Out of the tab order: the row opens the same detail by keyboard.
        tabIndex={-1}
        title={[
          failure_reason,
          `Last check: ${last_checked}`,
          `Last success: ${last_success ?? 'never'}`,
        ]
          .filter(Boolean)
          .join('\n')}
        onClick={() => onCell(row, capability)}
      >
        <Capability state={state} />
      </button>
      {!compact && (
        <span className="muted">
          <Instant at={last_checked} quiet />
        </span>
      )}
    </span>
  );
}
