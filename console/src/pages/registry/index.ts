export { readChosen, toggleChosen } from './chosen.ts';
export { Deeds, type PossibleDeed } from './deeds.tsx';
export { Happenings } from './happenings.tsx';
export { CAPABILITIES_PART, ONBOARDING_PART, SERVICES_PART } from './parts.ts';
export { RegistryPage } from './registry.tsx';
export { RegistryFrame, RegistryHead } from './registry-frame.tsx';
export { sentenceCase } from './service-state.tsx';
