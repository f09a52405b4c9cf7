import { Type } from 'typebox';
import {
  DeadLetterDetail,
  DeadLetterDrop,
  DeadLetterDropQuery,
  DeadLetterList,
  DeadLetterListQuery,
  DeadLetterReplay,
  DeadLetterReplayQuery,
  ErrorBody,
} from '../../contract/index.ts';
import { RadarError } from '../../core/index.ts';
import {
  countLetters,
  dropLetters,
  isNarrow,
  listLetters,
  readLetter,
  remakes,
  replayLetters,
} from '../../ingest/index.ts';
import type { Limits } from '../limits.ts';
import type { App, ServerParts } from '../parts.ts';
import { NoQuery, named, objectAnswers, readAnswers } from '../schema/index.ts';
import { letterDetail, letterList, readFilter, readNumber, replayAnswer } from '../views/index.ts';
import { readFlag } from './flag.ts';
import { storeBatch } from './ingest/index.ts';

const tags = ['dead letters'];

/** Letters of a page, and of one replay: more would take longer than a request may. */
const MOST = 1_000;
const USUAL = 100;

/** Routes that tell of refused records, send them again, and drop them. */
export function deadLetterRoutes(app: App, parts: ServerParts, limits: Limits): void {
  listRoute(app, parts);
  showRoute(app, parts);
  replayRoute(app, parts, limits);
  dropRoute(app, parts);
}

function listRoute(app: App, { database }: ServerParts): void {
  const schema = {
    tags,
    operationId: 'deadLetters',
    summary: 'Records that were refused, and how many for which reason',
    querystring: DeadLetterListQuery,
    response: readAnswers(named(DeadLetterList, 'the letters, the newest first')),
  };
  const config = { permission: 'deadletters:read' } as const;
  app.get('/api/dead-letters', { schema, config }, async ({ query }) => {
    const filter = readFilter(query);
    const limit = readNumber('limit', query.limit, MOST) ?? USUAL;
    const before = readNumber('before', query.before);
    const [counts, page] = await Promise.all([
      countLetters(database, filter),
      listLetters(database, filter, { limit, before }),
    ]);
    return letterList(counts, page);
  });
}

function showRoute(app: App, { database }: ServerParts): void {
  const schema = {
    tags,
    operationId: 'deadLetter',
    summary: 'One refused record, with its bytes',
    params: Type.Object({ id: Type.String({ description: 'number of the letter' }) }),
    querystring: NoQuery,
    response: objectAnswers(named(DeadLetterDetail, 'the letter')),
  };
  const config = { permission: 'deadletters:read' } as const;
  app.get('/api/dead-letters/:id', { schema, config }, async ({ params }) => {
    const id = readNumber('id', params.id) ?? 0;
    const letter = await readLetter(database, id);
    if (letter !== undefined) return letterDetail(letter);
    throw new RadarError('NOT_FOUND', `There is no dead letter ${id}.`, {
      hint: 'It was stored by a replay, dropped, or never there.',
    });
  });
}

function replayRoute(app: App, parts: ServerParts, limits: Limits): void {
  const { ingest, clock } = parts;
  const schema = {
    tags,
    operationId: 'replayDeadLetters',
    summary: 'Sends refused records again',
    description:
      'Reads each record as its receiver did, the oldest first. A letter goes in the transaction that stores its rows, or finds them there; of the others the attempt is noted. It may be done twice.',
    querystring: DeadLetterReplayQuery,
    response: {
      ...readAnswers(named(DeadLetterReplay, 'what became of them')),
      429: named(ErrorBody, 'the queue is full; Retry-After says when to try again'),
    },
  };
  const config = { permission: 'deadletters:write' } as const;
  app.post('/api/dead-letters/replay', { schema, config }, async ({ query }) => {
    const report = await replayLetters({
      database: ingest.database,
      clock,
      remakes: remakes({ routes: ingest.natsRoutes ?? [], ignores: ingest.ignores }),
      submit: (batch, observations) => storeBatch({ parts, limits }, batch, observations),
      filter: { ...readFilter(query), id: readNumber('id', query.id) },
      limit: readNumber('limit', query.limit, MOST) ?? MOST,
    });
    return replayAnswer(report);
  });
}

function dropRoute(app: App, { ingest }: ServerParts): void {
  const schema = {
    tags,
    operationId: 'dropDeadLetters',
    summary: 'Drops refused records for good',
    querystring: DeadLetterDropQuery,
    response: readAnswers(named(DeadLetterDrop, 'how many are gone')),
  };
  const config = { permission: 'deadletters:admin' } as const;
  app.delete('/api/dead-letters', { schema, config }, async ({ query }) => {
    const filter = { ...readFilter(query), id: readNumber('id', query.id) };
    if (!isNarrow(filter) && !readFlag('all', query.all)) {
      throw new RadarError('REQUEST_INVALID', 'Nothing says which letters are to be dropped.', {
        hint: 'Give a filter, such as reason, or all=true.',
      });
    }
    return { dropped: await dropLetters(ingest.database, filter) };
  });
}
