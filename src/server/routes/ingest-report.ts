import { IngestReport } from '../../contract/index.ts';
import { formatInstant } from '../../core/index.ts';
import { type LetterHead, listLetters } from '../../ingest/index.ts';
import type { App, ServerParts } from '../parts.ts';
import { NoQuery, named, readAnswers } from '../schema/index.ts';
import { ingestReport } from '../views/index.ts';

/** The route that tells what comes in, and what becomes of it. */
export function ingestReportRoute(app: App, parts: ServerParts): void {
  const schema = {
    tags: ['ingest'],
    operationId: 'ingestReport',
    summary: 'What comes in by dataset and receiver, and what becomes of it',
    description:
      'Counts begin with the process; they are those of /metrics. It answers while the database is away, too.',
    querystring: NoQuery,
    response: readAnswers(named(IngestReport, 'what this process counted')),
  };
  app.get('/api/ingest', { schema, config: { permission: 'ingest:read' } }, async () =>
    ingestReport(parts.metrics, {
      now: formatInstant(parts.clock.now()),
      startedAt: parts.self().started_at,
      newest: await newestLetter(parts),
    }),
  );
}

/** Undefined also while the database is away: the counts are the more wanted then. */
async function newestLetter({ database, log }: ServerParts): Promise<LetterHead | undefined> {
  try {
    return (await listLetters(database, {}, { limit: 1 })).letters[0];
  } catch (fault) {
    log.debug({ fault }, 'the newest dead letter cannot be read');
    return undefined;
  }
}
