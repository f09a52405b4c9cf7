import { createByteBudget } from '../../../ingest/index.ts';
import type { Limits } from '../../limits.ts';
import type { App, ServerParts } from '../../parts.ts';
import { capabilitiesRoute } from './capabilities.ts';
import { eventsRoute } from './events.ts';
import { importRoute } from './import.ts';
import type { Intake } from './intake.ts';
import { observationsRoute } from './observations.ts';
import { payloadRoute } from './payloads/index.ts';
import { createReceipts } from './receipts.ts';
import { recordsRoute } from './records.ts';
import { remoteWriteRoute } from './remote-write.ts';

/** Bytes that requests under way may hold together. */
const MOST_BYTES = 192 * 1_024 * 1_024;

/** Routes that take telemetry. */
export function ingestRoutes(app: App, parts: ServerParts, limits: Limits): void {
  // Bodies are read by the routes, as they come.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, body, done) => done(null, body));
  const intake: Intake = {
    parts,
    limits,
    budget: createByteBudget(MOST_BYTES),
    receipts: createReceipts(parts.clock),
  };
  recordsRoute(app, intake);
  payloadRoute(app, intake);
  eventsRoute(app, intake);
  remoteWriteRoute(app, intake);
  capabilitiesRoute(app, intake);
  observationsRoute(app, intake);
  importRoute(app, intake);
}
