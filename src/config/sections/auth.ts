import { fixed, optional } from '../key.ts';
import { boolean, choice, duration, integer } from '../kind.ts';
import type { ConfigValues } from '../schema.ts';
import { file, list } from '../text-kind.ts';
import { apiUrl, secretKey } from './onboarding.ts';

/** Who may use what this process serves. Durations are milliseconds. */
export interface AuthConfig {
  /** `auto`: on where an address can be reached from other machines. */
  readonly enabled: 'auto' | 'on' | 'off';
  readonly accessTokenMs: number;
  readonly refreshTokenMs: number;
  readonly sessionMs: number;
  readonly sessionLimitMs: number;
  /** Address of this server as others know it, put into tokens; null: `radarstore`. */
  readonly issuer: string | null;
  readonly keyRotationMs: number;
  /** Keys of 32 bytes in base64; the first encrypts, all decrypt. */
  readonly encryptionKeys: readonly string[] | null;
  /** Absolute path of a file with such keys. */
  readonly encryptionKeyFile: string | null;
  readonly publicMetrics: boolean;
  readonly loginsPerMinute: number;
  readonly eventRetentionMs: number;
}

const SECTION = 'Authentication';

/** Every setting of users and access, in the order of help. */
export const AUTH_KEYS = {
  'auth.enabled': fixed(choice(['auto', 'on', 'off']), 'auto', {
    section: SECTION,
    meaning:
      'whether requests need credentials; auto: where the address can be reached from other machines',
  }),
  'auth.access_token_ttl': fixed(duration({ min: '1m', max: '1d' }), 900_000, {
    section: SECTION,
    meaning: 'lifetime of an access token',
  }),
  'auth.refresh_token_ttl': fixed(duration({ min: '5m', max: '90d' }), 604_800_000, {
    section: SECTION,
    meaning: 'lifetime of a refresh token',
  }),
  'auth.session_ttl': fixed(duration({ min: '5m', max: '90d' }), 43_200_000, {
    section: SECTION,
    meaning: 'how long somebody who does nothing stays logged in to the console',
  }),
  'auth.session_limit': fixed(duration({ min: '5m', max: '365d' }), 604_800_000, {
    section: SECTION,
    meaning: 'how long one log-in to the console lasts at most, however much is done',
  }),
  'auth.issuer': optional(apiUrl, 'that tokens are issued by "radarstore"', {
    section: SECTION,
    meaning: 'address of this server as others know it, put into access tokens',
  }),
  'auth.key_rotation': fixed(duration({ min: '1h', max: '365d' }), 2_592_000_000, {
    section: SECTION,
    meaning: 'how long one key signs access tokens',
  }),
  'auth.encryption_key': optional(
    list(secretKey),
    'that such keys stay in files below data_dir, which only this user may read',
    {
      section: SECTION,
      meaning:
        'keys that encrypt the keys which sign access tokens, in the database: the first encrypts, the others still decrypt; prefer the file',
    },
  ),
  'auth.encryption_key_file': optional(file, 'that auth.encryption_key is used', {
    section: SECTION,
    meaning: 'file with such keys, one a line, the one that encrypts first',
  }),
  'auth.public_metrics': fixed(boolean, false, {
    section: SECTION,
    meaning: 'whether /metrics needs no credentials',
  }),
  'auth.logins_per_minute': fixed(integer({ min: 1, max: 100_000 }), 20, {
    section: SECTION,
    meaning: 'log-ins that one address may try in a minute',
  }),
  'auth.event_retention': fixed(duration({ min: '1d', max: '3650d' }), 31_536_000_000, {
    section: SECTION,
    meaning: 'how long it is kept who logged in, and who changed users and tokens',
  }),
};

/** The settings of users and access. */
export function authConfigOf(values: ConfigValues): AuthConfig {
  return {
    enabled: values['auth.enabled'],
    accessTokenMs: values['auth.access_token_ttl'],
    refreshTokenMs: values['auth.refresh_token_ttl'],
    sessionMs: values['auth.session_ttl'],
    sessionLimitMs: values['auth.session_limit'],
    issuer: values['auth.issuer'],
    keyRotationMs: values['auth.key_rotation'],
    encryptionKeys: values['auth.encryption_key'],
    encryptionKeyFile: values['auth.encryption_key_file'],
    publicMetrics: values['auth.public_metrics'],
    loginsPerMinute: values['auth.logins_per_minute'],
    eventRetentionMs: values['auth.event_retention'],
  };
}
