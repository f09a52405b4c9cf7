export { cleanIp, cleanMac } from './address.ts';
export { type Clock, systemClock } from './clock.ts';
export { delay, formatDurationMs, parseDurationMs } from './duration.ts';
export { ERROR_KINDS, type ErrorCode, type ErrorKind } from './error-codes.ts';
export { codeOf, type ErrorOptions, messageOf, RadarError, toRadarError } from './errors.ts';
export { type ExactJson, JsonFault, type JsonFaultKind, parseExactJson } from './exact-json.ts';
export { type Failpoint, failpoint } from './failpoint.ts';
export { rowKey, rowKeyOf, sha256Hex } from './hash.ts';
export {
  HISTOGRAM_THRESHOLDS,
  type Histogram,
  histogramBin,
  histogramBinValue,
  histogramOf,
  histogramQuantile,
  mergeHistograms,
} from './histogram.ts';
export {
  formatInstant,
  type Instant,
  instantFromMillis,
  instantToMillis,
  MICROS_PER_MILLI,
  MICROS_PER_SECOND,
  parseInstant,
  requireInstant,
} from './instant.ts';
export { canonicalJson, type JsonObject, type JsonValue, quoteJson, sortedKeys } from './json.ts';
export { type Network, parseNetwork, withinNetworks } from './network.ts';
export { type SeverityClass, severityClass } from './severity.ts';
export { suggest } from './suggest.ts';
export { cleanText, repairText } from './text.ts';
