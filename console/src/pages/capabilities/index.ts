export { CapabilitiesPage } from './capabilities.tsx';
export { Capability } from './capability-state.tsx';
