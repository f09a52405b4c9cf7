import type { Condition } from './state.tsx';

/** Shares from which on a filling thing deserves a look, and from which on it hurts. */
const WARN_PERCENT = 80;
const FAIL_PERCENT = 92;

/** How full is too full; the same on every page. */
export function fillCondition(percent: number | null | undefined): Condition {
  if (percent === null || percent === undefined) return 'unknown';
  return percent >= FAIL_PERCENT ? 'fail' : percent >= WARN_PERCENT ? 'warn' : 'ok';
}

/** A thin bar that stands beside the number it shows. */
export function Meter({ percent }: { readonly percent: number | null | undefined }) {
  const width = Math.min(100, Math.max(0, percent ?? 0));
  return (
    <span className={`meter meter-${fillCondition(percent)}`} aria-hidden="true">
      <span style={{ width: `${width}%` }} />
    </span>
  );
}
