export { tokensCreate } from './create.ts';
export { tokensList } from './list.ts';
export { tokensRevoke } from './revoke.ts';
export { tokensRotateKeys } from './rotate-keys.ts';
