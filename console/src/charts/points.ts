import { useSyncExternalStore } from 'react';

/** Space that rail and margins take, and the width from which charts stand two abreast. */
const FRAME_PX = 264;
const TWO_ABREAST_PX = 1_080;

/** About as many points as a chart has pixels, in hundreds, so that a small change asks nothing anew. */
export function pointsForWidth(windowPx: number): number {
  const content = windowPx < 720 ? windowPx : windowPx - FRAME_PX;
  const chart = windowPx >= TWO_ABREAST_PX ? content / 2 : content;
  return Math.min(2_000, Math.max(200, Math.round(chart / 100) * 100));
}

function subscribe(listener: () => void): () => void {
  window.addEventListener('resize', listener);
  return () => window.removeEventListener('resize', listener);
}

/** Points that a chart of this page should ask for. */
export function usePoints(): number {
  return useSyncExternalStore(subscribe, () => pointsForWidth(window.innerWidth));
}
