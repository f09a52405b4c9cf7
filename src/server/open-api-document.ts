import { systemClock } from '../core/index.ts';
import type { Database } from '../database/index.ts';
import type { Inventory, Registry } from '../inventory/index.ts';
import { createHealth, createMetrics, silentLogger } from '../observe/index.ts';
import type { ServerParts } from './parts.ts';
import { buildServer } from './server.ts';

/** The document without a running store, for the golden file and the reference. */
export async function openApiDocument(): Promise<object> {
  const app = buildServer(partsToDescribe());
  try {
    await app.ready();
    return app.swagger();
  } finally {
    await app.close();
  }
}

/** Parts that no route is asked of: the database is never reached. */
function partsToDescribe(): ServerParts {
  return {
    database: {} as Database,
    embedded: false,
    clock: systemClock,
    health: createHealth(),
    metrics: createMetrics('0.0.0'),
    log: silentLogger,
    version: '0.0.0',
    maintenanceIntervalMs: 0,
    ingest: {
      writer: { write: async () => ({}) },
      database: {} as Database,
      inventory: {} as Inventory,
      registry: {} as Registry,
    },
    self: () => ({
      version: '0.0.0',
      started_at: '',
      hostname: '',
      poller_id: '',
      agent_id: '',
      device_id: null,
      sample_seconds: null,
    }),
    consoleFolder: null,
  };
}
