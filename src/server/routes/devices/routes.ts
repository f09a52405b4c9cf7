import etag from '@fastify/etag';
import type { Limits } from '../../limits.ts';
import type { App, ServerParts } from '../../parts.ts';
import { annotationRoutes } from './annotations.ts';
import { batchRoute } from './batch.ts';
import { changesRoute } from './changes.ts';
import { deletionRoute } from './deletion/index.ts';
import { deviceRoute } from './device.ts';
import { explainRoute } from './explain.ts';
import { exportRoute } from './export.ts';
import { listRoute } from './list.ts';
import { metricsRoutes } from './metrics.ts';
import { registrationRoute } from './registration.ts';
import { searchRoute } from './search.ts';
import { separationRoutes } from './separations.ts';
import { statsRoute } from './stats.ts';

/** Routes of the device inventory. */
export function deviceRoutes(app: App, parts: ServerParts, limits: Limits): void {
  // Reads say which version they are, and an unchanged one is not sent again.
  app.register(async (scope: App) => {
    scope.register(etag, { weak: true });
    scope.register(async (reads: App) => {
      listRoute(reads, parts);
      deviceRoute(reads, parts);
      explainRoute(reads, parts);
      changesRoute(reads, parts);
      annotationRoutes(reads, parts);
      registrationRoute(reads, parts);
      metricsRoutes(reads, parts);
      statsRoute(reads, parts);
    });
  });
  exportRoute(app, parts);
  batchRoute(app, parts);
  searchRoute(app, parts);
  deletionRoute(app, parts, limits);
  separationRoutes(app, parts);
}
