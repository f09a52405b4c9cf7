import { MappingReport, StorageQuery } from '../../contract/index.ts';
import { readMapping } from '../../database/index.ts';
import type { App, ServerParts } from '../parts.ts';
import { named, readAnswers } from '../schema/index.ts';
import { DATASET_USES } from '../uses.ts';
import { mappingReport } from '../views/index.ts';
import { readFlag } from './flag.ts';

/** The route that tells where each Proton object went, and what is still missing. */
export function mappingRoute(app: App, parts: ServerParts): void {
  const schema = {
    tags: ['storage'],
    operationId: 'mapping',
    summary: 'Where each Proton object went, and what is missing until it has moved',
    description:
      'Numbers of rows are estimates of the server unless exact=true, which counts and takes longer.',
    querystring: StorageQuery,
    response: readAnswers(named(MappingReport, 'the mapping')),
  };
  app.get('/api/mapping', { schema, config: { permission: 'storage:read' } }, async (request) => {
    const mapping = await readMapping(parts.database, {
      exact: readFlag('exact', request.query.exact),
      maintenanceIntervalMs: parts.maintenanceIntervalMs,
      now: parts.clock.now(),
      uses: DATASET_USES,
      ...(parts.jobs === undefined ? {} : { jobs: parts.jobs }),
    });
    return mappingReport(mapping, parts);
  });
}
