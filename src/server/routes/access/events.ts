import { AccessEventList, AccessEventQuery } from '../../../contract/index.ts';
import type { App, ServerParts } from '../../parts.ts';
import { named, readAnswers } from '../../schema/index.ts';
import { accessEventItem, readNumber } from '../../views/index.ts';
import { ACCESS_FAULTS, controlOf } from './scope.ts';

const MOST = 1_000;
const USUAL = 100;

/** The route that tells what happened to users and tokens. */
export function accessEventsRoute(app: App, parts: ServerParts): void {
  const schema = {
    tags: ['access'],
    operationId: 'accessEvents',
    summary: 'Log-ins, locks, and changes of users and tokens',
    querystring: AccessEventQuery,
    response: { ...readAnswers(named(AccessEventList, 'a page of events')), ...ACCESS_FAULTS },
  };
  const config = { permission: 'access:read' } as const;
  app.get('/api/admin/access-events', { schema, config }, async ({ query }) => {
    const { kind, actor, subject } = query;
    const limit = readNumber('limit', query.limit, MOST) ?? USUAL;
    const before = readNumber('before', query.before);
    const page = await controlOf(parts).events({ kind, actor, subject, before, limit });
    return { events: page.events.map(accessEventItem), next: page.next };
  });
}
