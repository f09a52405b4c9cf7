import { randomBytes } from 'node:crypto';
import { CATALOGUE } from '../../../src/catalogue/index.ts';
import { ensureChunks, type Session } from '../../../src/database/index.ts';
import { ensureAppended } from '../../../src/inventory/devices/index.ts';
import {
  type CreatedPackage,
  type CreateRequest,
  createKeyRing,
  createOnboarding,
  foldObservations,
  localTrust,
  normalise,
  type OnboardedService,
  type Onboarding,
  type OnboardingParts,
} from '../../../src/inventory/index.ts';
import { silentLogger } from '../../../src/observe/index.ts';
import { type ManualClock, manualClock } from '../../support/clock.ts';
import { createTestDatabase, type ServerName, type TestDatabase } from '../../support/database.ts';

export const NOW = '2026-03-10T12:00:00.000Z';
export const BY = { actor: ' ada ', sourceIp: '192.0.2.7' };

/** What a poller needs in its metadata. */
export const METADATA = {
  core_address: 'core.example:50052',
  core_spiffe_id: 'spiffe://example.org/core',
  spire_upstream_address: 'spire.example',
  spire_parent_id: 'spiffe://example.org/spire',
  agent_spiffe_id: 'spiffe://example.org/agent',
};

export const POLLER: CreateRequest = {
  label: 'Edge Poller',
  metadata_json: JSON.stringify(METADATA),
};

/** Onboarding over a database of a test's own. */
export interface Onboarded {
  readonly db: TestDatabase;
  readonly clock: ManualClock;
  readonly parts: OnboardingParts;
  readonly onboarding: Onboarding;
  /** The components that were registered and taken back, in order. */
  readonly registered: string[];
  readonly revoked: string[];
  /** The same database with other parts. */
  with(parts: Partial<OnboardingParts>): Onboarding;
  poller(request?: Partial<CreateRequest>): Promise<CreatedPackage>;
  /** Folds an observation of a component that is there. */
  observe(deviceId: string): Promise<void>;
  /** Forgets all packages, and sets the clock back. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

export async function openOnboarded(engine: ServerName = 'postgres'): Promise<Onboarded> {
  const db = await createTestDatabase(engine);
  const clock = manualClock(NOW);
  const chunk = { from: clock.now(), to: clock.now() };
  await ensureChunks(db.database, CATALOGUE.edge_onboarding_events, chunk);
  await ensureAppended(db.database, clock);
  const registered: string[] = [];
  const revoked: string[] = [];
  const note = (list: string[]) => async (_session: Session, service: OnboardedService) => {
    list.push(`${service.type} ${service.id}`);
  };
  const parts: OnboardingParts = {
    database: db.database,
    owner: db.database,
    clock,
    log: silentLogger,
    keys: createKeyRing([newKey()], 'the test'),
    defaults: {
      joinTokenMs: 900_000,
      downloadTokenMs: 86_400_000,
      trustDomain: 'example.org',
      selectors: ['unix:uid:0'],
      metadata: [],
      idPrefix: null,
    },
    apiUrl: 'https://store.example',
    activationCacheMs: 60_000,
    trust: localTrust(null),
    registry: { register: note(registered), revoke: note(revoked), appendsTo: [] },
    configStore: null,
  };
  const onboarding = createOnboarding(parts);
  return {
    db,
    clock,
    parts,
    onboarding,
    registered,
    revoked,
    with: (others) => createOnboarding({ ...parts, ...others }),
    poller: (request = {}) => onboarding.create({ ...POLLER, ...request }, BY),
    async observe(deviceId) {
      const observation = normalise({
        observedAt: clock.now(),
        deviceId,
        partition: 'serviceradar',
        source: 'serviceradar',
        agentId: '',
        pollerId: 'edge-poller',
        ip: '198.51.100.1',
        mac: null,
        hostname: null,
        available: true,
        metadata: { component_type: 'poller' },
      });
      await db.database.transaction('test.observe', (session) =>
        foldObservations(db.database, session, [observation]),
      );
    },
    async reset() {
      clock.set(NOW);
      registered.length = 0;
      revoked.length = 0;
      await db.database.script(
        'test.empty',
        'truncate radar.edge_onboarding_packages, radar.edge_onboarding_events',
      );
    },
    close: () => db.drop(),
  };
}

/** A key as `openssl rand -base64 32` makes it. */
export const newKey = (): string => randomBytes(32).toString('base64');
