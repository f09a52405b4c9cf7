import { type TSchema, Type } from 'typebox';
import {
  COMPLETE_HEADER,
  PollerResponseTime,
  PollerSeriesQuery,
  PollerSnmpValue,
  ThroughputTest,
} from '../../../contract/index.ts';
import type { Database } from '../../../database/index.ts';
import {
  type MeasuredRequest,
  readPolled,
  readThroughput,
  readTimeRange,
} from '../../../query/index.ts';
import { accessOf } from '../../auth/index.ts';
import type { App, ServerParts } from '../../parts.ts';
import { named, readAnswers } from '../../schema/index.ts';
import { pollerResponseTime, pollerSnmpValue, throughputTest } from '../../views/index.ts';

const config = { permission: 'telemetry:read', partitions: 'honoured' } as const;

const MOST = 10_000;

/** Something that pollers fetch, told by poller. */
interface Measured<T extends TSchema, Row> {
  /** The last word of the address. */
  readonly word: string;
  readonly operationId: string;
  readonly summary: string;
  readonly item: T;
  read(database: Database, request: MeasuredRequest): Promise<Row[]>;
  view(row: Row): Type.Static<T>;
}

/** Routes that tell what a poller measured beside its sysmon series. */
export function measuredRoutes(app: App, parts: ServerParts): void {
  measuredRoute(app, parts, {
    word: 'metrics',
    operationId: 'pollerMetrics',
    summary: 'Response times of pings that a poller reported, the newest first',
    item: PollerResponseTime,
    read: (database, request) => readPolled(database, 'icmp', request),
    view: pollerResponseTime,
  });
  measuredRoute(app, parts, {
    word: 'snmp',
    operationId: 'pollerSnmp',
    summary: 'Values that a poller read by SNMP, the newest first',
    item: PollerSnmpValue,
    read: (database, request) => readPolled(database, 'snmp', request),
    view: pollerSnmpValue,
  });
  measuredRoute(app, parts, {
    word: 'rperf',
    operationId: 'pollerRperf',
    summary: 'Throughput tests that a poller reported, the newest first',
    item: ThroughputTest,
    read: readThroughput,
    view: throughputTest,
  });
}

function measuredRoute<T extends TSchema, Row>(
  app: App,
  { database, clock }: ServerParts,
  { word, operationId, summary, item, read, view }: Measured<T, Row>,
): void {
  const schema = {
    tags: ['registry'],
    operationId,
    summary,
    description: `At most ${MOST.toLocaleString('en')}; ${COMPLETE_HEADER} tells whether these are all of the range, which is half-open and at most 90 days long. They are kept for 3 days. An unknown id has none.`,
    params: Type.Object({ id: Type.String({ description: 'id of the poller, percent-encoded' }) }),
    querystring: PollerSeriesQuery,
    response: readAnswers(
      Type.Array(named(item), {
        description: 'what was measured',
        headers: { [COMPLETE_HEADER]: { type: 'string', description: '`true` or `false`' } },
      }),
    ),
  };
  app.get(`/api/pollers/:id/${word}`, { schema, config }, async (request, reply) => {
    const rows = await read(database, {
      pollerId: request.params.id,
      range: readTimeRange(request.query, clock),
      limit: MOST + 1,
      partitions: accessOf(request).partitions,
    });
    reply.header(COMPLETE_HEADER, String(rows.length <= MOST));
    return rows.slice(0, MOST).map(view);
  });
}
