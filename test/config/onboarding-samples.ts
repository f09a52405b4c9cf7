const key = (byte: number) => Buffer.alloc(32, byte).toString('base64');

/** Three values of each setting of edge onboarding that are right and differ. */
export const ONBOARDING_SAMPLES = {
  'onboarding.encryption_key': [key(1), key(2), key(3)],
  'onboarding.encryption_key_file': ['/one.keys', '/two.keys', '/three.keys'],
  'onboarding.join_token_ttl': ['1s', '15m', '30d'],
  'onboarding.download_token_ttl': ['1s', '1d', '30d'],
  'onboarding.trust_bundle_file': ['/one.pem', '/two.pem', '/three.pem'],
  'onboarding.trust_domain': ['example.org', 'a', 'x-y_z.1'],
  'onboarding.selectors': ['unix:uid:0', 'unix:uid:0, unix:gid:0', 'k8s:ns:edge'],
  'onboarding.metadata': [
    'core_address=core:50052',
    'poller.core_address=core:50052, log_level=debug',
    'agent.note=a = b',
  ],
  'onboarding.id_prefix': ['a', 'site-1', 'x2'],
  'onboarding.api_url': ['https://store.example', 'http://10.0.0.1:8450', 'https://h/base'],
  'onboarding.activation_cache': ['1s', '1m', '1h'],
} as const;

/** Values of each that are refused. */
export const ONBOARDING_WRONG = {
  'onboarding.encryption_key': [
    '',
    'short',
    Buffer.alloc(31).toString('base64'),
    Buffer.alloc(33).toString('base64'),
    `${key(1)},x`,
    'x'.repeat(32),
  ],
  'onboarding.encryption_key_file': ['', ' '],
  'onboarding.join_token_ttl': ['0', '31d', 'soon'],
  'onboarding.download_token_ttl': ['0', '31d', 'soon'],
  'onboarding.trust_bundle_file': ['', ' '],
  'onboarding.trust_domain': ['', 'Example.org', 'a/b', 'spiffe://a'],
  'onboarding.selectors': ['', 'unix', 'unix:uid 0', ':x'],
  'onboarding.metadata': ['', 'a', '=b', 'a=', 'Poller.a=b', 'poller.=b', 'a=b\nc=d'],
  'onboarding.id_prefix': ['', 'A', '-a', 'a_b', 'x'.repeat(33)],
  'onboarding.api_url': ['', 'store.example', 'ftp://h', 'https://u:p@h', 'https://h?x=1'],
  'onboarding.activation_cache': ['0', '999ms', '2h'],
} as const;

/** What they are where nobody says. */
export const ONBOARDING_DEFAULTS = {
  encryptionKeys: null,
  encryptionKeyFile: null,
  joinTokenMs: 900_000,
  downloadTokenMs: 86_400_000,
  trustBundleFile: null,
  trustDomain: 'radarstore.local',
  selectors: [],
  metadata: [],
  idPrefix: null,
  apiUrl: null,
  activationCacheMs: 60_000,
} as const;
