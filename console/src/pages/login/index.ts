export { PasswordForm } from './password-form.tsx';
export { SessionGate } from './session-gate.tsx';
