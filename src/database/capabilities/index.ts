export {
  CAPABILITY_MEANINGS,
  type Capabilities,
  type Capability,
  type CapabilityName,
  hasCapability,
  missingNeeded,
} from './capability.ts';
export { describeChange } from './change.ts';
export { checkLoaded } from './check.ts';
export { type Facts, readFacts } from './facts.ts';
export { capabilitiesOf } from './judgement.ts';
export { watchServer } from './watch.ts';
