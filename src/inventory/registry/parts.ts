import { CATALOGUE } from '../../catalogue/index.ts';
import { type Clock, delay, MICROS_PER_SECOND } from '../../core/index.ts';
import {
  classifyFault,
  type Database,
  ensureChunks,
  mayMaintain,
  type Session,
} from '../../database/index.ts';
import type { Logger } from '../../observe/index.ts';
import { ensureAppended } from '../devices/index.ts';
import type { ReportedService } from './heartbeat.ts';

/** What the registry works with. */
export interface RegistryParts {
  /** By the role that stores rows. */
  readonly database: Database;
  /** By the role that makes chunks. */
  readonly owner: Database;
  readonly clock: Clock;
  readonly log: Logger;
  /** Whether a service that nobody registered is registered by its first report (SR-9). */
  readonly implicit: boolean;
  /** How long it is remembered whether a poller is known (SR-19). */
  readonly knownCacheMs: number;
  /** Reports of a poller that are older than its newest by more than this tell nothing of its health. */
  readonly silentAfterMs: number;
  /** Told of each poller and agent that reported, after the commit; such as onboarding (EO-18). */
  readonly onReport?: ((service: ReportedService) => Promise<unknown>) | undefined;
}

/** The hypertables to which the registry appends. */
export const APPENDED = ['service_registration_events', 'poller_history', 'events'] as const;

/** No row that it appends is older than this. */
export const MOST_LATE = 24 * 3_600 * MICROS_PER_SECOND;

/** How far ahead chunks are made, and how soon that is looked after again. */
const AHEAD = 2 * 3_600 * MICROS_PER_SECOND;

/**
 * Makes the chunks for what the registry appends about now. Needed before a transaction that does so
 * inside of another part's work, and cheap where it was done lately.
 */
export function createChunkWatch({
  owner,
  clock,
}: Pick<RegistryParts, 'owner' | 'clock'>): () => Promise<void> {
  let ready = { from: 0, to: 0 };
  return async () => {
    const now = clock.now();
    if (now >= ready.from && now < ready.to - AHEAD / 2) return;
    if (!mayMaintain(owner)) return;
    await makeChunks(owner, clock);
    ready = { from: now, to: now + AHEAD };
  };
}

async function makeChunks(owner: Database, clock: Clock): Promise<void> {
  const now = clock.now();
  for (const name of APPENDED) {
    await ensureChunks(owner, CATALOGUE[name], { from: now - MOST_LATE, to: now + AHEAD });
  }
  await ensureObserved(owner, clock);
}

/** Makes the chunks for what the registry tells of devices. */
export async function ensureObserved(owner: Database, clock: Clock): Promise<void> {
  if (!mayMaintain(owner)) return;
  const now = clock.now();
  const range = { from: now - MOST_LATE, to: now + AHEAD };
  await ensureChunks(owner, CATALOGUE.device_updates, range);
  await ensureAppended(owner, clock);
}

const ATTEMPTS = 5;
const PAUSE_MS = 50;

/**
 * Runs `work` in one transaction, again where a chunk was missing or another transaction was in its
 * way.
 */
export async function inRegistry<T>(
  parts: Pick<RegistryParts, 'database' | 'owner' | 'clock'>,
  name: string,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await parts.database.transaction(name, work);
    } catch (fault) {
      const kind = classifyFault(fault);
      if (attempt >= ATTEMPTS || (kind !== 'chunk-missing' && kind !== 'transient')) throw fault;
      if (kind === 'chunk-missing') await makeChunks(parts.owner, parts.clock);
      else await delay(PAUSE_MS * attempt * (0.5 + Math.random()));
    }
  }
}
