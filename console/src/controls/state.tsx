/** How a thing is: always a shape and a word, never colour alone. */
export type Condition = 'ok' | 'warn' | 'fail' | 'unknown';

const SHAPES: { readonly [C in Condition]: string } = {
  ok: 'M8 13A5 5 0 1 0 8 3a5 5 0 0 0 0 10z',
  warn: 'M8 2.5 14.2 13H1.8z',
  fail: 'M3.2 3.2h9.6v9.6H3.2z',
  unknown: 'M8 12.2a4.2 4.2 0 1 0 0-8.4 4.2 4.2 0 0 0 0 8.4z',
};

export interface StateProps {
  readonly condition: Condition;
  /** The word. */
  readonly children: string;
}

/** A shape in the colour of the condition, and the word for it. */
export function State({ condition, children }: StateProps) {
  return (
    <span className={`state state-${condition}`}>
      <svg viewBox="0 0 16 16" aria-hidden="true" focusable="false">
        <path d={SHAPES[condition]} />
      </svg>
      <span>{children}</span>
    </span>
  );
}

/** A device that answers is online; one that was never asked is neither. */
export function Availability({ isAvailable }: { readonly isAvailable: boolean | null }) {
  if (isAvailable === null) return <State condition="unknown">Unknown</State>;
  return isAvailable ? (
    <State condition="ok">Online</State>
  ) : (
    <State condition="fail">Offline</State>
  );
}
