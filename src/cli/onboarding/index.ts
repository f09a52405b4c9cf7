export { onboardingCreate } from './create.ts';
export { onboardingDelete, onboardingRevoke } from './end.ts';
export { onboardingList } from './list.ts';
export { onboardingRotateKeys } from './rotate-keys.ts';
export { onboardingEvents, onboardingShow } from './show.ts';
