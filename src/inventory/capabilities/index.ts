export { type CapabilityStore, capabilityRows, recordCapabilities } from './record.ts';
export { countEmptyPoll, endStalls } from './stall.ts';
export { STALL_USES } from './uses.ts';
