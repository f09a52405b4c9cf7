import type { App, ServerParts } from '../../parts.ts';
import { accessEventsRoute } from './events.ts';
import { keyRoutes } from './keys.ts';
import { loginRoutes } from './login.ts';
import { countAddresses, createLoginRate } from './login-rate.ts';
import { ownRoutes } from './me.ts';
import { tokenRoutes } from './tokens.ts';
import { userRoutes } from './users.ts';

/** Routes of users and access (facts: inventory §9.2). */
export function accessRoutes(app: App, parts: ServerParts): void {
  app.register(async (scope: App) => {
    countAddresses(scope);
    scope.register(async (inner: App) => {
      const loginRate = createLoginRate(inner, parts);
      loginRoutes(inner, parts, loginRate);
      keyRoutes(inner, parts);
      ownRoutes(inner, parts, loginRate);
      userRoutes(inner, parts);
      tokenRoutes(inner, parts);
      accessEventsRoute(inner, parts);
    });
  });
}
