export { hashOfToken, isTokenOf, mintToken } from './download-token.ts';
export { type KeySource, readKeyRing } from './key-file.ts';
export { createKeyRing, type KeyRing, type SecretPlace } from './key-ring.ts';
export { decodeToken, encodeToken, type TokenParts } from './token-text.ts';
