import type { App, ServerParts } from '../../parts.ts';
import { prepareScope } from './body.ts';
import { changingRoutes } from './changes.ts';
import { listRoutes } from './lists.ts';
import { measuredRoutes } from './measured.ts';
import { pollerRoutes } from './pollers.ts';
import { treeRoutes } from './tree.ts';

/** Routes of the service registry (facts: inventory §9.4). */
export function registryRoutes(app: App, parts: ServerParts): void {
  app.register(async (scope: App) => {
    prepareScope(scope, parts);
    pollerRoutes(scope, parts);
    measuredRoutes(scope, parts);
    treeRoutes(scope, parts);
    listRoutes(scope, parts);
    changingRoutes(scope, parts);
  });
}
