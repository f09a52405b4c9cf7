export {
  ACCESS_ADMIN,
  ACCESS_READ,
  ACCOUNT_PART,
  EVENTS_PART,
  TOKENS_PART,
  USERS_PART,
} from './parts.ts';
export { SettingsPage } from './settings.tsx';
export { SettingsFrame, SettingsHead } from './settings-frame.tsx';
