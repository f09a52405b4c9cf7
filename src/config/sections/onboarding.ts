import { fixed, optional } from '../key.ts';
import type { Kind } from '../kind.ts';
import { duration } from '../kind.ts';
import type { ConfigValues } from '../schema.ts';
import { file, list } from '../text-kind.ts';

/** A value that packages of a type of component, or all, have in their metadata. */
export interface MetadataDefault {
  /** Null: of every type. */
  readonly componentType: string | null;
  readonly key: string;
  readonly value: string;
}

/** What edge onboarding is told. Durations are milliseconds. */
export interface OnboardingConfig {
  /** Keys of 32 bytes in base64; the first encrypts, all decrypt. Null: look into the file. */
  readonly encryptionKeys: readonly string[] | null;
  /** Absolute path of a file with such keys. */
  readonly encryptionKeyFile: string | null;
  readonly joinTokenMs: number;
  readonly downloadTokenMs: number;
  /** Absolute path of the certificates that components trust. */
  readonly trustBundleFile: string | null;
  readonly trustDomain: string;
  readonly selectors: readonly string[];
  readonly metadata: readonly MetadataDefault[];
  /** Put before ids that are made of labels. */
  readonly idPrefix: string | null;
  /** Base address of the API, which onboarding tokens carry. */
  readonly apiUrl: string | null;
  /** How long the activation of a component is remembered. */
  readonly activationCacheMs: number;
}

const SECTION = 'Edge onboarding';

const KEY_BYTES = 32;

/** A secret of AES-256 in base64. */
export const secretKey: Kind<string> = {
  allowed: `a key of ${KEY_BYTES} bytes in base64, such as \`openssl rand -base64 ${KEY_BYTES}\` prints`,
  placeholder: 'key',
  secret: true,
  parse(text) {
    const isBase64 = /^[A-Za-z0-9+/_-]+={0,2}$/.test(text);
    return isBase64 && Buffer.from(text, 'base64').length === KEY_BYTES ? text : undefined;
  },
  format: () => '***',
};

const trustDomain: Kind<string> = {
  allowed: 'a name of lower-case letters, digits, ".", "_" and "-" (1 to 255 characters)',
  placeholder: 'name',
  secret: false,
  parse: (text) => (/^[a-z0-9._-]{1,255}$/.test(text) ? text : undefined),
  format: (value) => value,
};

const selector: Kind<string> = {
  allowed: 'a selector such as unix:uid:0',
  placeholder: 'selector',
  secret: false,
  parse: (text) => (/^[^\s:]+:[^\s]+$/.test(text) ? text : undefined),
  format: (value) => value,
};

const idPrefix: Kind<string> = {
  allowed: 'lower-case letters, digits and "-" (1 to 32 characters)',
  placeholder: 'text',
  secret: false,
  parse: (text) => (/^[a-z0-9][a-z0-9-]{0,31}$/.test(text) ? text : undefined),
  format: (value) => value,
};

/** The base address of an API. */
export const apiUrl: Kind<string> = {
  allowed: 'a URL such as https://radarstore.example, without user and query',
  placeholder: 'url',
  secret: false,
  parse(text) {
    if (!URL.canParse(text)) return undefined;
    const { protocol, username, password, search, hash } = new URL(text);
    const isBare = [username, password, search, hash].every((part) => part === '');
    return ['http:', 'https:'].includes(protocol) && isBare ? text.replace(/\/+$/, '') : undefined;
  },
  format: (value) => value,
};

const metadataDefault: Kind<MetadataDefault> = {
  allowed: '<key>=<value> or <component type>.<key>=<value>, without a comma in it',
  placeholder: 'entry',
  secret: false,
  parse(text) {
    const [, componentType, key, value] =
      /^(?:(poller|agent|checker)\.)?([a-z0-9_]+)=(\S(?:.*\S)?)$/.exec(text) ?? [];
    if (key === undefined || value === undefined || /\p{Cc}/u.test(value)) return undefined;
    return { componentType: componentType ?? null, key, value };
  },
  format: ({ componentType, key, value }) =>
    `${componentType === null ? '' : `${componentType}.`}${key}=${value}`,
};

/** Every setting of edge onboarding, in the order of help. */
export const ONBOARDING_KEYS = {
  'onboarding.encryption_key': optional(list(secretKey), 'that edge onboarding is off', {
    section: SECTION,
    meaning:
      'keys that encrypt join tokens and bundles at rest: the first encrypts, the others still decrypt; prefer the file, a variable or flag shows in the process list',
  }),
  'onboarding.encryption_key_file': optional(file, 'that onboarding.encryption_key is used', {
    section: SECTION,
    meaning: 'file with such keys, one a line, the one that encrypts first',
  }),
  'onboarding.join_token_ttl': fixed(duration({ min: '1s', max: '30d' }), 900_000, {
    section: SECTION,
    meaning: 'lifetime of a join token',
  }),
  'onboarding.download_token_ttl': fixed(duration({ min: '1s', max: '30d' }), 86_400_000, {
    section: SECTION,
    meaning: 'lifetime of a download token',
  }),
  'onboarding.trust_bundle_file': optional(file, 'that packages hold no certificates', {
    section: SECTION,
    meaning: 'file (PEM) with the certificates that components trust',
  }),
  'onboarding.trust_domain': fixed(trustDomain, 'radarstore.local', {
    section: SECTION,
    meaning: 'trust domain of the SPIFFE IDs that components get where a request names none',
  }),
  'onboarding.selectors': optional(list(selector), 'that packages have only their own', {
    section: SECTION,
    meaning: 'SPIRE selectors of every package',
  }),
  'onboarding.metadata': optional(list(metadataDefault), 'that packages have only their own', {
    section: SECTION,
    meaning:
      'metadata of packages, such as poller.core_address=core.example:50052; that of a request is laid over it',
  }),
  'onboarding.id_prefix': optional(idPrefix, 'that there is none', {
    section: SECTION,
    meaning: 'what ids begin with that are made of labels',
  }),
  'onboarding.api_url': optional(apiUrl, 'that onboarding tokens carry no address', {
    section: SECTION,
    meaning: 'address of this API as components reach it, put into onboarding tokens',
  }),
  'onboarding.activation_cache': fixed(duration({ min: '1s', max: '1h' }), 60_000, {
    section: SECTION,
    meaning: 'how long it is remembered whether a component that reports has a package',
  }),
};

/** The settings of edge onboarding. */
export function onboardingConfigOf(values: ConfigValues): OnboardingConfig {
  return {
    encryptionKeys: values['onboarding.encryption_key'],
    encryptionKeyFile: values['onboarding.encryption_key_file'],
    joinTokenMs: values['onboarding.join_token_ttl'],
    downloadTokenMs: values['onboarding.download_token_ttl'],
    trustBundleFile: values['onboarding.trust_bundle_file'],
    trustDomain: values['onboarding.trust_domain'],
    selectors: values['onboarding.selectors'] ?? [],
    metadata: values['onboarding.metadata'] ?? [],
    idPrefix: values['onboarding.id_prefix'],
    apiUrl: values['onboarding.api_url'],
    activationCacheMs: values['onboarding.activation_cache'],
  };
}
