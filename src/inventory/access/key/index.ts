export { ALGORITHM, type PublicKey } from './jwt.ts';
export { folderKeeper, type KeyKeeper, sealingKeeper } from './keeper.ts';
export { createKeys, type Keys } from './keys.ts';
export { rotateSigningKeys } from './rotate.ts';
