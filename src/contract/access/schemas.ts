import type { TSchema } from 'typebox';
import { AccessEventList } from './event.ts';
import {
  KeySet,
  LoginRequest,
  Me,
  OpenIdConfiguration,
  PasswordChange,
  RefreshRequest,
  TokenAnswer,
} from './login.ts';
import { OwnTokenCreate, TokenCreate, TokenCreated, TokenItem } from './token.ts';
import { PasswordReset, UserChange, UserCreate, UserItem, UserWithPassword } from './user.ts';

/** What the description of the API has once, by its name. */
export const ACCESS_SCHEMAS: readonly TSchema[] = [
  AccessEventList,
  KeySet,
  LoginRequest,
  Me,
  OpenIdConfiguration,
  OwnTokenCreate,
  PasswordChange,
  PasswordReset,
  RefreshRequest,
  TokenAnswer,
  TokenCreate,
  TokenCreated,
  TokenItem,
  UserChange,
  UserCreate,
  UserItem,
  UserWithPassword,
];
