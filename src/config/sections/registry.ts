import { fixed, fixedOrNone } from '../key.ts';
import { boolean, duration } from '../kind.ts';
import type { ConfigValues } from '../schema.ts';

/** What the registry of pollers, agents and checkers is told. Durations are milliseconds. */
export interface RegistryConfig {
  /** Whether the first report of a service that nobody registered registers it. */
  readonly implicit: boolean;
  /** Silence after which a service is inactive. */
  readonly silentAfterMs: number;
  /** How long it is remembered whether a poller is known. */
  readonly knownCacheMs: number;
  /** How long services stay that are not active; null: for ever. */
  readonly keepMs: {
    readonly pending: number | null;
    readonly inactive: number | null;
    readonly revoked: number | null;
    readonly deleted: number | null;
  };
}

const SECTION = 'Service registry (pollers, agents, checkers)';
const DAY_MS = 86_400_000;

const kept = (days: number, what: string) =>
  fixedOrNone(duration({ min: '1h', max: '3650d' }), days * DAY_MS, {
    section: SECTION,
    meaning: `how long a service stays that ${what}; none for ever`,
  });

/** Every setting of the registry, in the order of help. */
export const REGISTRY_KEYS = {
  'registry.implicit': fixed(boolean, true, {
    section: SECTION,
    meaning:
      'whether the first report of a service that nobody registered registers it; what it reports is stored either way',
  }),
  'registry.silent_after': fixed(duration({ min: '10s', max: '30d' }), 600_000, {
    section: SECTION,
    meaning: 'silence after which an active service is inactive, until it reports again',
  }),
  'registry.known_cache': fixed(duration({ min: '0s', max: '1h' }), 300_000, {
    section: SECTION,
    meaning: 'how long it is remembered whether a poller is known',
  }),
  'registry.keep_pending': kept(30, 'was registered and never reported'),
  'registry.keep_inactive': kept(90, 'is silent'),
  'registry.keep_revoked': kept(90, 'was revoked and is silent'),
  'registry.keep_deleted': kept(7, 'was deleted and is silent'),
};

/** The settings of the registry. */
export function registryConfigOf(values: ConfigValues): RegistryConfig {
  return {
    implicit: values['registry.implicit'],
    silentAfterMs: values['registry.silent_after'],
    knownCacheMs: values['registry.known_cache'],
    keepMs: {
      pending: values['registry.keep_pending'],
      inactive: values['registry.keep_inactive'],
      revoked: values['registry.keep_revoked'],
      deleted: values['registry.keep_deleted'],
    },
  };
}
