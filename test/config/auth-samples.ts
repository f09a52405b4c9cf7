const key = (byte: number) => Buffer.alloc(32, byte).toString('base64');

/** Three values of each setting of authentication that are right and differ. */
export const AUTH_SAMPLES = {
  'auth.enabled': ['auto', 'on', 'off'],
  'auth.access_token_ttl': ['1m', '1h', '1d'],
  'auth.refresh_token_ttl': ['5m', '1d', '90d'],
  'auth.session_ttl': ['5m', '1d', '90d'],
  'auth.session_limit': ['5m', '30d', '365d'],
  'auth.issuer': ['https://store.example', 'http://10.0.0.1:8450', 'https://h/base'],
  'auth.key_rotation': ['1h', '7d', '365d'],
  'auth.encryption_key': [key(4), key(5), key(6)],
  'auth.encryption_key_file': ['/four.keys', '/five.keys', '/six.keys'],
  'auth.public_metrics': ['true', 'false', 'false'],
  'auth.logins_per_minute': ['1', '60', '100000'],
  'auth.event_retention': ['1d', '30d', '3650d'],
} as const;

/** Values of each that are refused. */
export const AUTH_WRONG = {
  'auth.enabled': ['', 'maybe', 'true'],
  'auth.access_token_ttl': ['0', '59s', '25h'],
  'auth.refresh_token_ttl': ['0', '91d', 'soon'],
  'auth.session_ttl': ['0', '91d', 'soon'],
  'auth.session_limit': ['0', '366d', 'never'],
  'auth.issuer': ['', 'store.example', 'ftp://h', 'https://u:p@h'],
  'auth.key_rotation': ['59m', '366d'],
  'auth.encryption_key': ['', 'short', Buffer.alloc(31).toString('base64')],
  'auth.encryption_key_file': ['', ' '],
  'auth.public_metrics': ['', 'perhaps'],
  'auth.logins_per_minute': ['0', '-1', 'few'],
  'auth.event_retention': ['0', '23h', 'ever'],
} as const;

/** What they are where nobody says. */
export const AUTH_DEFAULTS = {
  enabled: 'auto',
  accessTokenMs: 900_000,
  refreshTokenMs: 604_800_000,
  sessionMs: 43_200_000,
  sessionLimitMs: 604_800_000,
  issuer: null,
  keyRotationMs: 2_592_000_000,
  encryptionKeys: null,
  encryptionKeyFile: null,
  publicMetrics: false,
  loginsPerMinute: 20,
  eventRetentionMs: 31_536_000_000,
} as const;
