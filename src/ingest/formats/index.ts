export { FormatFault, type FormatReason } from './fault.ts';
export { FLOW, type Flow, flowRow, readFlows } from './flow/index.ts';
export { type Gelf, readGelf } from './gelf.ts';
export { type ExactObject, isObject, readJson } from './json.ts';
export { logRows } from './log.ts';
export type { MessageSource } from './source.ts';
export { spanMetricRow } from './span-metrics.ts';
export { isTrap, readTrap, type Trap, withoutSecrets } from './trap.ts';
