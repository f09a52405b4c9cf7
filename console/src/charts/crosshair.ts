/*
 * The moment at which all charts of a page point. It is kept as an instant, not as a place on a
 * canvas: each chart draws it into its own window, anew whenever its data or its size change. So charts agree
 * also while their answers come at different times, and one that is drawn later joins in.
 */

const charts = new Set<() => void>();
let moment: number | null = null;

/** Milliseconds since 1970; null while nobody points. */
export function pointedMoment(): number | null {
  return moment;
}

/** Points at a moment, or nowhere; every chart is told. */
export function pointAt(timeMs: number | null): void {
  if (timeMs === moment) return;
  moment = timeMs;
  for (const place of charts) place();
}

/** Tells a chart of each change, until the answer is called. With the last chart the moment goes. */
export function followMoment(place: () => void): () => void {
  charts.add(place);
  return () => {
    charts.delete(place);
    if (charts.size === 0) moment = null;
  };
}

/** Place of a moment among the pixels of a window; null: it lies outside, or there is none. */
export function placeOf(
  timeMs: number | null,
  window: { readonly startMs: number; readonly endMs: number },
  width: number,
): number | null {
  if (timeMs === null || timeMs < window.startMs || timeMs > window.endMs) return null;
  return ((timeMs - window.startMs) / (window.endMs - window.startMs)) * width;
}
