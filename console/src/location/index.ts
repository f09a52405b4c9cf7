export {
  changeParams,
  currentPlace,
  followLinks,
  goBack,
  navigate,
  remember,
  usePlace,
} from './history.ts';
export { devicePath, useHref } from './links.ts';
export { hrefHere, hrefTo, type Place, readPlace } from './place.ts';
export {
  type ParamChanges,
  type Params,
  readList,
  readSearch,
  readSegment,
  withParams,
  writeList,
  writeSearch,
} from './search.ts';
export {
  DEFAULT_RANGE,
  describeRange,
  LONGEST_MS,
  PRESETS,
  readTimeRange,
  type TimeRange,
  type TimeWindow,
  timeRangeParams,
  windowOf,
  zoomed,
} from './time-range.ts';
export { useTitle } from './title.ts';
export { chooseRange, toggleLive, unzoom, useView, type View, zoomTo } from './view.ts';
