import { State } from '../../controls/index.ts';
import { formatDuration } from '../../format/index.ts';
import type { Column } from '../../tables/index.ts';
import { type Kept, keptFor, retentionState, worstRetention } from './retention.ts';

/** How long rows stay, and what sees to that. */
export interface Enforced extends Kept {
  readonly retention: Kept['retention'] & {
    readonly enforced_by: string | null;
    readonly reason?: string;
    /** Null, or absent where it is not told: as the catalogue declares. */
    readonly chosen?: { readonly actor: string } | null;
  };
}

/** Columns of the three facts: what is declared, what that amounts to, whether it is so. */
export function retentionColumns<Row extends Enforced>(nowMs: number): readonly Column<Row>[] {
  return [...ageLimits<Row>(), stateColumn<Row>(nowMs), ...enforcement<Row>()];
}

function ageLimits<Row extends Enforced>(): readonly Column<Row>[] {
  const common = { numeric: true, sortable: true, shown: 'wide' } as const;
  return [
    {
      ...common,
      key: 'declared',
      title: 'Declared',
      value: ({ retention }) => retention.declared_seconds,
      show: ({ kind, retention: { declared_seconds: declared, chosen } }) => (
        <>
          {chosen && (
            <span className="muted" title={`Chosen by ${chosen.actor}`}>
              chosen{' '}
            </span>
          )}
          {keptFor(kind, declared)}
        </>
      ),
      width: 104,
    },
    {
      ...common,
      key: 'effective',
      title: 'Effective',
      value: ({ retention }) => retention.effective_seconds,
      show: ({ retention }) => formatDuration(retention.effective_seconds),
      width: 96,
    },
  ];
}

function stateColumn<Row extends Enforced>(nowMs: number): Column<Row> {
  return {
    key: 'retention',
    title: 'Retention',
    value: (row) => retentionState(row, nowMs).word,
    show: (row) => {
      const { condition, word } = retentionState(row, nowMs);
      const by = row.retention.enforced_by;
      return (
        <span title={row.retention.reason ?? ''}>
          <State condition={condition}>{word}</State>
          {by !== null && <span className="muted"> by {by}</span>}
        </span>
      );
    },
    total: (rows) => {
      const worst = worstRetention(rows, nowMs);
      return worst && <State condition={worst.condition}>{`${worst.word}: ${worst.count}`}</State>;
    },
    width: 224,
    sortable: true,
    filterable: true,
    shown: 'wide',
  };
}

function enforcement<Row extends Enforced>(): readonly Column<Row>[] {
  return [
    {
      key: 'enforced_by',
      title: 'Enforced by',
      value: ({ retention }) => retention.enforced_by,
      width: 112,
      filterable: true,
      shown: 'asked',
    },
    {
      key: 'reason',
      title: 'Why it is not enforced',
      value: ({ retention }) => retention.reason ?? null,
      width: 240,
      shown: 'asked',
    },
  ];
}
