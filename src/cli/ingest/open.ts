import { createMetrics } from '../../observe/index.ts';
import type { IngestParts } from '../../server/index.ts';
import type { Call } from '../command.ts';
import type { Opened } from '../database.ts';

/** How long rows under way may take once the command ends. */
const STOP_GRACE_MS = 10_000;

/** Runs `work` with what stores rows and folds them, by the settings of the command. */
export async function withIngest<T>(
  call: Call,
  { database, log }: Opened,
  work: (parts: IngestParts) => Promise<T>,
): Promise<T> {
  const { startWriter } = await import('../../ingest/index.ts');
  const { createInventory } = await import('../../inventory/index.ts');
  const { PROGRAM_VERSION, openRegistry } = await call.io.loadApp();
  const { clock } = call.io;
  const settings = call.settings();
  const metrics = createMetrics(PROGRAM_VERSION);
  const writer = startWriter({ database, clock, metrics, log });
  const shared = { database, owner: database, clock };
  const registry = openRegistry({ ...shared, settings, log, onboarding: null });
  const sharedMacs = new Set(settings.inventory.sharedMacs);
  const inventory = createInventory({ ...shared, sharedMacs });
  try {
    return await work({ database, writer, inventory, registry });
  } finally {
    await writer.stop(STOP_GRACE_MS);
  }
}
