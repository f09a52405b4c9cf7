export { NewPackagePage } from './new-package.tsx';
export { OnboardingPage } from './onboarding.tsx';
