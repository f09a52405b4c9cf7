import type { App, ServerParts } from '../../parts.ts';
import { changingRoutes } from './changes.ts';
import { downloadRoute } from './download.ts';
import { readingRoutes } from './packages.ts';
import { prepareScope } from './scope.ts';

/** Routes of edge onboarding (facts: inventory §9.5). */
export function onboardingRoutes(app: App, parts: ServerParts): void {
  app.register(async (scope: App) => {
    prepareScope(scope, parts);
    readingRoutes(scope, parts);
    changingRoutes(scope, parts);
    downloadRoute(scope, parts);
  });
}
