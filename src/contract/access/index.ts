export { AccessEventItem, AccessEventList, AccessEventQuery } from './event.ts';
export {
  KeySet,
  LoginRequest,
  Me,
  OpenIdConfiguration,
  PasswordChange,
  RefreshRequest,
  TokenAnswer,
} from './login.ts';
export { ACCESS_SCHEMAS } from './schemas.ts';
export {
  ACCESS_EVENTS,
  type AccessPermission,
  SCOPE_ACTIONS,
  SCOPE_AREAS,
  USER_ROLES,
} from './scope.ts';
export { OwnTokenCreate, TokenCreate, TokenCreated, TokenItem } from './token.ts';
export { PasswordReset, UserChange, UserCreate, UserItem, UserWithPassword } from './user.ts';
