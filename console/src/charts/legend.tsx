import type { Line } from './lines.ts';
import { formatUnit, type Unit } from './unit.ts';
import { slotDash, slotToken } from './uplot.ts';

export interface LegendProps {
  readonly unit: Unit;
  readonly lines: readonly Line[];
  readonly visible: ReadonlySet<string>;
  /** Instant at which values are read. */
  readonly index: number | null;
  readonly onToggle: (key: string) => void;
  readonly onIsolate: (key: string) => void;
  readonly onEmphasise: (key: string | null) => void;
}

/** Names, colours and values of lines. A click shows or hides, a double click or "only" isolates. */
export function Legend(props: LegendProps) {
  const { unit, lines, visible, index, onToggle, onIsolate, onEmphasise } = props;
  return (
    <ul className="legend">
      {lines.map(({ key, label, slot, values }) => (
        <li key={key} data-hidden={!visible.has(key) || undefined}>
          <button
            type="button"
            className="legend-line"
            aria-pressed={visible.has(key)}
            title={`${label}: click to show or hide, double click to isolate`}
            onClick={() => onToggle(key)}
            onDoubleClick={() => onIsolate(key)}
            onPointerEnter={() => onEmphasise(key)}
            onPointerLeave={() => onEmphasise(null)}
          >
            <Swatch slot={slot} />
            <span className="legend-label">{label}</span>
            <span className="legend-value">
              {formatUnit(unit, index === null ? null : values[index])}
            </span>
          </button>
          {lines.length > 1 && (
            <button
              type="button"
              className="legend-only"
              aria-label={`Only ${label}`}
              onClick={() => onIsolate(key)}
            >
              only
            </button>
          )}
        </li>
      ))}
    </ul>
  );
}

function Swatch({ slot }: { readonly slot: number | null }) {
  return (
    <svg className="swatch" viewBox="0 0 14 8" aria-hidden="true">
      <path
        d="M0 4h14"
        strokeDasharray={slotDash(slot).join(' ')}
        style={{ stroke: `var(${slotToken(slot)})` }}
      />
    </svg>
  );
}
