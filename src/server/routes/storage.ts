import { StorageQuery, StorageReport } from '../../contract/index.ts';
import { readStorage } from '../../database/index.ts';
import type { App, ServerParts } from '../parts.ts';
import { named, readAnswers } from '../schema/index.ts';
import { storageReport } from '../views/index.ts';
import { readFlag } from './flag.ts';

/** The route that tells what the store holds. */
export function storageRoute(app: App, parts: ServerParts): void {
  const schema = {
    tags: ['storage'],
    operationId: 'storage',
    summary: 'Engine and what it can do, and rows, bytes and retention of each dataset',
    description:
      'Numbers of rows are estimates of the server unless exact=true, which counts and takes longer.',
    querystring: StorageQuery,
    response: readAnswers(named(StorageReport, 'what the store holds')),
  };
  app.get('/api/storage', { schema, config: { permission: 'storage:read' } }, async (request) => {
    await parts.database.refresh();
    const storage = await readStorage(parts.database, {
      exact: readFlag('exact', request.query.exact),
      maintenanceIntervalMs: parts.maintenanceIntervalMs,
      now: parts.clock.now(),
      ...(parts.jobs === undefined ? {} : { jobs: parts.jobs }),
    });
    return storageReport(storage, parts);
  });
}
