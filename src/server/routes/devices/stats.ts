import { DeviceStats, STATS_HEADERS } from '../../../contract/index.ts';
import { formatInstant } from '../../../core/index.ts';
import { type PartitionStats, readStats } from '../../../query/index.ts';
import { accessOf } from '../../auth/index.ts';
import type { App, ServerParts } from '../../parts.ts';
import { NoQuery, named, readAnswers } from '../../schema/index.ts';
import { deviceStats, total } from '../../views/index.ts';
import { READS, tags } from './request.ts';
import { createSnapshot } from './snapshot.ts';

const counts = (description: string) => ({ type: 'integer', description });

const HEADERS = {
  [STATS_HEADERS.rawRecords]: counts('records that are stored'),
  [STATS_HEADERS.processedRecords]: counts('records that were counted'),
  [STATS_HEADERS.skippedNil]: counts('always 0'),
  [STATS_HEADERS.skippedTombstoned]: counts('records of deleted devices'),
  [STATS_HEADERS.skippedServiceComponents]: counts('always 0: they count'),
  [STATS_HEADERS.skippedNonCanonical]: counts('records that became part of another device'),
  [STATS_HEADERS.skippedSweepOnly]: counts('always 0: what only a sweep saw is no record'),
  [STATS_HEADERS.timestamp]: { type: 'string', description: 'RFC 3339: when they were counted' },
  [STATS_HEADERS.ageMs]: counts('milliseconds since then'),
} as const;

/** The route of the statistics (RE-11). */
export function statsRoute(app: App, parts: ServerParts): void {
  const snapshot = createSnapshot(parts, 'devices', (now) => readStats(parts.database, now));
  app.addHook('onClose', () => snapshot.settle());
  const answer = { ...named(DeviceStats, 'numbers of the inventory'), headers: HEADERS };
  const schema = {
    tags,
    operationId: 'deviceStats',
    summary: 'How many devices there are, and what is known of them',
    description: `Counted beside the answers, at most every 10 seconds; ${STATS_HEADERS.ageMs} tells how old they are.`,
    querystring: NoQuery,
    response: readAnswers(answer),
  };
  app.get('/api/stats', { schema, config: READS }, async (request, reply) => {
    const { value, at } = await snapshot.read();
    const { partitions } = accessOf(request);
    const own = value.filter(
      ({ partition }) => partitions === null || partitions.includes(partition),
    );
    reply.headers(headersOf(own));
    reply.header(STATS_HEADERS.timestamp, formatInstant(at));
    const age = Math.floor((parts.clock.now() - at) / 1_000);
    reply.header(STATS_HEADERS.ageMs, Math.max(0, age));
    return deviceStats(own, at);
  });
}

function headersOf(partitions: readonly PartitionStats[]) {
  const sum = (count: (one: PartitionStats) => number) => total(partitions, count);
  return {
    [STATS_HEADERS.rawRecords]: sum((one) => one.records),
    [STATS_HEADERS.processedRecords]: sum((one) => one.devices),
    [STATS_HEADERS.skippedNil]: 0,
    [STATS_HEADERS.skippedTombstoned]: sum((one) => one.deleted),
    [STATS_HEADERS.skippedServiceComponents]: 0,
    [STATS_HEADERS.skippedNonCanonical]: sum((one) => one.merged),
    [STATS_HEADERS.skippedSweepOnly]: 0,
  };
}
