import { changeParams, currentPlace, goBack, usePlace } from './history.ts';
import { DEFAULT_RANGE, readTimeRange, type TimeRange, timeRangeParams } from './time-range.ts';

/** What the frame says about time: the range, and whether the page follows it. */
export interface View {
  readonly range: TimeRange;
  /** New data is fetched as it comes. Never true for a range that ended. */
  readonly live: boolean;
}

const readView = (params: Readonly<Record<string, string>>): View => {
  const range = readTimeRange(params);
  return { range, live: range.kind === 'last' && params.live !== 'off' };
};

/** Range and liveness, as the address has them. */
export function useView(): View {
  return readView(usePlace().params);
}

/** Chooses a range; one that reaches to now is live again. */
export function chooseRange(range: TimeRange): void {
  changeParams({ ...timeRangeParams(range), live: null });
}

/** Looks closer; `unzoom` returns. */
export function zoomTo(range: TimeRange): void {
  changeParams({ ...timeRangeParams(range), live: null }, { memory: { zoom: true } });
}

/** Back to the range before the last zoom, or to the default where there was none. */
export function unzoom(): void {
  const { memory, params } = currentPlace();
  if (memory.zoom) goBack();
  else if (readTimeRange(params).kind === 'absolute') chooseRange(DEFAULT_RANGE);
}

/** Pauses, or follows again; from an absolute range it returns to the default one. */
export function toggleLive(): void {
  const { params } = currentPlace();
  const { range, live } = readView(params);
  if (range.kind === 'absolute') chooseRange(DEFAULT_RANGE);
  else changeParams({ live: live ? 'off' : null }, { replace: true });
}
