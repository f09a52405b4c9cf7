import { CATALOGUE, type DatasetName } from '../../catalogue/index.ts';
import type { Clock, Instant } from '../../core/index.ts';
import { classifyFault, type Database, ensureChunks, type Session } from '../../database/index.ts';
import type { Logger } from '../../observe/index.ts';
import { ensureAppended } from '../devices/index.ts';
import type { ConfigStore } from './config-store.ts';
import type { CreateDefaults } from './create/index.ts';
import type { ComponentType } from './package.ts';
import type { KeyRing } from './secrets/index.ts';
import type { TrustIssuer } from './trust.ts';

/** A component that a package makes known to the service registry. */
export interface OnboardedService {
  readonly type: ComponentType;
  readonly id: string;
  readonly parentId: string | null;
  readonly pollerId: string | null;
  readonly checkerKind: string | null;
  readonly spiffeId: string;
  readonly packageId: string;
  readonly actor: string;
  readonly now: Instant;
}

/** What onboarding asks of the service registry, in its own transactions. */
export interface OnboardingRegistry {
  /** Makes the component known with source edge_onboarding; it waits for its first report. */
  register(session: Session, service: OnboardedService): Promise<void>;
  /** The component is not trusted any longer. */
  revoke(session: Session, service: OnboardedService): Promise<void>;
  /** Hypertables to which these append. */
  readonly appendsTo: readonly DatasetName[];
}

/** What onboarding works with. */
export interface OnboardingParts {
  /** By the role that stores rows. */
  readonly database: Database;
  /** By the role that makes chunks. */
  readonly owner: Database;
  readonly clock: Clock;
  readonly log: Logger;
  readonly keys: KeyRing;
  readonly defaults: CreateDefaults;
  /** Base address of the API for onboarding tokens; null: they carry none. */
  readonly apiUrl: string | null;
  readonly activationCacheMs: number;
  readonly trust: TrustIssuer;
  readonly registry: OnboardingRegistry;
  /** Null: there is none. */
  readonly configStore: ConfigStore | null;
  /** Told of a poller that may report from now on, or no longer (EO-13, EO-20). */
  readonly onAllowListChange?: ((pollerId: string) => void) | undefined;
}

const ATTEMPTS = 4;

/** Histories to which changes of packages append. */
const APPENDED = ['edge_onboarding_events', 'device_updates'] as const;

/**
 * Runs `work` in one transaction, again where a chunk was missing for what it appends, or another
 * transaction was in its way.
 */
export async function changeStore<T>(
  parts: Pick<OnboardingParts, 'database' | 'owner' | 'clock'> & {
    readonly registry: Pick<OnboardingRegistry, 'appendsTo'>;
  },
  name: string,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const { database, owner, clock, registry } = parts;
  for (let attempt = 1; ; attempt++) {
    try {
      return await database.transaction(name, work);
    } catch (fault) {
      const kind = classifyFault(fault);
      if (attempt >= ATTEMPTS || (kind !== 'chunk-missing' && kind !== 'transient')) throw fault;
      if (kind === 'transient') continue;
      const now = clock.now();
      for (const dataset of [...APPENDED, ...registry.appendsTo]) {
        await ensureChunks(owner, CATALOGUE[dataset], { from: now, to: now });
      }
      await ensureAppended(owner, clock);
    }
  }
}
