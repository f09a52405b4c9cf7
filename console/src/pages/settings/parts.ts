import type { RoomPart } from '../../controls/index.ts';
import type { Needs } from '../../data/index.ts';

/** A part of the settings. */
export interface SettingsPart extends RoomPart {
  /** There must be somebody who is logged in. */
  readonly signedIn?: boolean;
}

/** What reads of users and access need; nobody who is confined to partitions may. */
export const ACCESS_READ: Needs = { permission: 'access:read', whole: true };

/** What changes of users and tokens need. */
export const ACCESS_ADMIN: Needs = { permission: 'access:admin', whole: true };

export const BROWSER_PART: SettingsPart = { path: '/settings', title: 'Browser' };
export const ACCOUNT_PART: SettingsPart = {
  path: '/settings/account',
  title: 'Account',
  signedIn: true,
};
export const USERS_PART: SettingsPart = {
  path: '/settings/users',
  title: 'Users',
  needs: ACCESS_READ,
};
export const TOKENS_PART: SettingsPart = { path: '/settings/tokens', title: 'API tokens' };
export const EVENTS_PART: SettingsPart = {
  path: '/settings/access-events',
  title: 'Events',
  needs: ACCESS_READ,
};

export const SETTINGS_PARTS: readonly SettingsPart[] = [
  BROWSER_PART,
  ACCOUNT_PART,
  USERS_PART,
  TOKENS_PART,
  EVENTS_PART,
];
