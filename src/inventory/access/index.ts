export {
  type AccessControl,
  type AccessOptions,
  type Credentials,
  createAccess,
  type TokenPair,
} from './access.ts';
export {
  ACCESS_EVENT_KINDS,
  type AccessEvent,
  type AccessEventFilter,
  type Doer,
  listEvents,
} from './events/index.ts';
export {
  ALGORITHM,
  folderKeeper,
  type KeyKeeper,
  rotateSigningKeys,
  sealingKeeper,
} from './key/index.ts';
export type { AccessParts, Administrator } from './parts.ts';
export { createPasswords, type HashCost, type Passwords } from './password/index.ts';
export {
  ACTIONS,
  type Action,
  AREAS,
  type Area,
  commonScopes,
  covers,
  grants,
  isScope,
  type Permission,
  SCOPES,
  type Scope,
} from './permission.ts';
export { pruneAccess } from './prune.ts';
export { isRole, ROLE_SCOPES, ROLES, type Role, scopesOf } from './role.ts';
export { type StartedSession, startSession } from './session/index.ts';
export {
  type ApiToken,
  createToken,
  listTokens,
  type NewToken,
  revokeToken,
  TOKEN_PREFIX,
} from './token/index.ts';
export {
  changeUser,
  createUser,
  findUser,
  listUsers,
  type MadeUser,
  type NewUser,
  nameOfUser,
  type Reset,
  resetPassword,
  type User,
  type UserChanges,
  type UserWithHash,
} from './users/index.ts';
export { ACCESS_USES } from './uses.ts';
export type { Identity } from './verify/index.ts';
