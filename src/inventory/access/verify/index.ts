export type { Identity } from './identity.ts';
export { createVerifier, FRESH_MS, type Verifier } from './verifier.ts';
