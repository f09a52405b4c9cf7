import { type TProperties, Type } from 'typebox';
import { CATALOGUE, type GroupColumn, ROLLUPS, type Rollup } from '../../catalogue/index.ts';
import {
  PercentilesQuery,
  RollupItem,
  RollupQuery,
  RollupSeries,
  SummaryQuery,
} from '../../contract/index.ts';
import { MICROS_PER_SECOND } from '../../core/index.ts';
import {
  distributed,
  listRollups,
  type RollupQuestionText,
  readRollup,
  readRollupQuestion,
  readSummary,
  readSummaryQuestion,
  readSummaryReading,
  SUMMARY_GROUPS,
  SUMMARY_MICROS,
} from '../../query/index.ts';
import type { App, ServerParts } from '../parts.ts';
import { NoQuery, named, readAnswers } from '../schema/index.ts';
import { rollupItem, rollupText } from '../views/index.ts';
import { ROLLUP_HEADERS_TOLD, SERIES_HEADERS_TOLD, seriesHeaders } from './series-headers.ts';

const tags = ['rollups'];

/** They keep no partition, so whoever is confined to some is refused. */
const config = { permission: 'telemetry:read' } as const;

/** Routes of the rollups: what there is, and the series of each. */
export function rollupRoutes(app: App, parts: ServerParts): void {
  listRoute(app, parts);
  for (const rollup of ROLLUPS) rollupRoute(app, parts, rollup);
  summaryRoute(app, parts);
}

function listRoute(app: App, { database, clock }: ServerParts): void {
  const schema = {
    tags,
    operationId: 'rollups',
    summary: 'Rollups that can be read: their groups and columns, and how far each is',
    querystring: NoQuery,
    response: readAnswers(Type.Array(named(RollupItem), { description: 'every rollup' })),
  };
  app.get('/api/rollups', { schema, config }, async () => {
    const rollups = await listRollups(database, clock.now());
    return rollups.map(rollupItem);
  });
}

const DESCRIPTION = [
  'Series column by column, oldest point first. The range is half-open and has at most 400 days; a step',
  'that it cuts holds what lies inside. Samples that the rollup has yet to take in are read beside it, so',
  'the answer misses none. A parameter named as a group asks for one of its values. Counts and sums of a',
  'longer step or of several groups add up, averages weigh every value the same, and percentiles are those',
  'of all values, to 5 %.',
].join(' ');

function rollupRoute(app: App, { database, clock }: ServerParts, rollup: Rollup): void {
  const hasPercentiles = distributed(rollup).length > 0;
  const schema = {
    tags,
    operationId: operationOf(rollup.name),
    summary: rollup.title,
    description: DESCRIPTION,
    querystring: Type.Object({
      ...RollupQuery.properties,
      ...(hasPercentiles ? PercentilesQuery.properties : {}),
      ...filters(rollup.groupBy),
    }),
    response: seriesAnswers(),
  };
  app.get(`/api/rollups/${rollup.name}`, { schema, config }, async (request, reply) => {
    const question = readRollupQuestion(rollup, request.query as RollupQuestionText, clock);
    const { series, reading } = await readRollup(database, question);
    const origin = { ...question, dataset: rollup.source, rollup: reading };
    const bucketMicros = rollup.bucketSeconds * MICROS_PER_SECOND;
    reply.headers(seriesHeaders({ ...origin, bucketMicros }, clock));
    return reply.type(JSON_TYPE).send(rollupText(series));
  });
}

function summaryRoute(app: App, { database, clock }: ServerParts): void {
  const { name, title } = CATALOGUE.device_metrics_summary;
  const schema = {
    tags,
    operationId: operationOf(name),
    summary: title,
    description: `${DESCRIPTION.split('. ')[0]}. Its windows have five minutes; longer steps can be had of its parts, \`${name}_cpu\`, \`_disk\` and \`_memory\`. It is kept for three days and always up to date.`,
    querystring: Type.Object({ ...SummaryQuery.properties, ...filters(SUMMARY_GROUPS) }),
    response: seriesAnswers(),
  };
  app.get(`/api/rollups/${name}`, { schema, config }, async (request, reply) => {
    const question = readSummaryQuestion(request.query as RollupQuestionText, clock);
    const rollup = await readSummaryReading(database);
    const series = await readSummary(database, question);
    const { range } = question;
    const origin = { dataset: name, range, stepMicros: SUMMARY_MICROS, rollup };
    reply.headers(seriesHeaders({ ...origin, bucketMicros: SUMMARY_MICROS }, clock));
    return reply.type(JSON_TYPE).send(rollupText(series));
  });
}

/** `cpu_metrics_hourly` is asked by the operation `rollupCpuMetricsHourly`. */
const operationOf = (name: string) =>
  `rollup${name.replaceAll(/(?:^|_)(\w)/g, (_, letter: string) => letter.toUpperCase())}`;

const JSON_TYPE = 'application/json; charset=utf-8';

/** The text is made by the view, and not looked at again. */
const seriesAnswers = () =>
  readAnswers(
    Type.Unsafe<string>(
      Type.Array(named(RollupSeries), {
        description: 'series in the order of their groups; empty when there are none',
        headers: { ...SERIES_HEADERS_TOLD, ...ROLLUP_HEADERS_TOLD },
      }),
    ),
  );

function filters(groups: readonly Pick<GroupColumn, 'name' | 'meaning' | 'type'>[]): TProperties {
  return Object.fromEntries(
    groups.map(({ name, meaning, type }) => {
      const whole = type === 'text' ? '' : ' (a whole number)';
      return [
        name,
        Type.Optional(Type.String({ description: `${meaning}${whole}: only this one` })),
      ];
    }),
  );
}
