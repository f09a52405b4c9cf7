import {
  type AccessControl,
  type AccessOptions,
  createAccess,
  createPasswords,
  folderKeeper,
} from '../../../src/inventory/index.ts';
import { silentLogger } from '../../../src/observe/index.ts';
import { type ManualClock, manualClock } from '../../support/clock.ts';
import { createTestDatabase, type ServerName, type TestDatabase } from '../../support/database.ts';

export const NOW = '2026-03-10T12:00:00.000Z';
export const PASSWORD = 'correct horse battery';
export const ROOT = { actor: 'root', address: null, scopes: ['*'] } as const;

/** Users and access over a database of a test's own. */
export interface Controlled {
  readonly db: TestDatabase;
  readonly clock: ManualClock;
  readonly control: AccessControl;
  /** As another process has it, over the same database. */
  another(options?: Partial<AccessOptions>): AccessControl;
  close(): Promise<void>;
}

export async function controlled(engine: ServerName = 'postgres'): Promise<Controlled> {
  const db = await createTestDatabase(engine);
  const clock = manualClock(NOW);
  const made: AccessControl[] = [];
  const another = (options: Partial<AccessOptions> = {}) => {
    const control = createAccess({
      database: db.database,
      clock,
      log: silentLogger,
      keeper: folderKeeper('/dev/null/keys', silentLogger),
      issuer: 'radarstore',
      accessTokenMs: 900_000,
      refreshTokenMs: 604_800_000,
      sessionMs: 43_200_000,
      sessionLimitMs: 604_800_000,
      keyRotationMs: 2_592_000_000,
      passwords: createPasswords({ memoryCost: 8, timeCost: 1, parallelism: 1 }),
      ...options,
    });
    made.push(control);
    return control;
  };
  return {
    db,
    clock,
    control: another(),
    another,
    close: async () => {
      await Promise.all(made.map((one) => one.settle()));
      await db.drop();
    },
  };
}
