import type { App, ServerParts } from '../../parts.ts';
import { capabilityRoutes } from './capabilities.ts';
import { interfaceRoutes } from './interfaces.ts';
import { sweepRoutes } from './sweeps.ts';
import { topologyRoutes } from './topology.ts';

/** Routes of what sweeps, discovery and checks found. */
export function discoveryRoutes(app: App, parts: ServerParts): void {
  sweepRoutes(app, parts);
  interfaceRoutes(app, parts);
  topologyRoutes(app, parts);
  capabilityRoutes(app, parts);
}
