export {
  type ApiToken,
  createToken,
  listTokens,
  type NewToken,
  revokeToken,
  TOKEN_PREFIX,
} from './token.ts';
