export { type CapabilityStore, capabilityRows, recordCapabilities } from './record.ts';
