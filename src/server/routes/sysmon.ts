import { type TSchema, Type } from 'typebox';
import {
  CpuGroup,
  DiskGroup,
  MemoryGroup,
  ProcessGroup,
  SERIES_HEADERS,
  SeriesQuery,
  type SysmonKind,
} from '../../contract/index.ts';
import { type Clock, formatInstant, MICROS_PER_SECOND, RadarError } from '../../core/index.ts';
import {
  ROLLUP_MICROS,
  type RollupReading,
  readDensity,
  readSysmon,
  readTimeRange,
  type Subject,
  SYSMON_SOURCES,
  type SysmonAnswer,
  type TimeRange,
} from '../../query/index.ts';
import type { App, ServerParts } from '../parts.ts';
import { named, readAnswers } from '../schema/index.ts';
import { cpuGroups, diskGroups, memoryGroups, processGroups } from '../views/index.ts';
import { readFlag } from './flag.ts';

interface Kind<T extends TSchema> {
  readonly kind: SysmonKind;
  readonly title: string;
  readonly group: T;
  readonly view: (answer: SysmonAnswer) => Type.Static<T>[];
}

/** Routes of the sysmon series: each kind by device and by poller. */
export function sysmonRoutes(app: App, parts: ServerParts): void {
  const both = <T extends TSchema>(kind: Kind<T>) => {
    seriesRoute(app, parts, { ...kind, column: 'device_id' });
    seriesRoute(app, parts, { ...kind, column: 'poller_id' });
  };
  both({ kind: 'cpu', title: 'CPU use per core', group: CpuGroup, view: cpuGroups });
  both({ kind: 'memory', title: 'Memory use', group: MemoryGroup, view: memoryGroups });
  both({ kind: 'disk', title: 'Disk use per mount point', group: DiskGroup, view: diskGroups });
  both({ kind: 'processes', title: 'Processes', group: ProcessGroup, view: processGroups });
}

const WithoutMountPoint = Type.Omit(SeriesQuery, ['mount_point']);

function seriesRoute<T extends TSchema>(
  app: App,
  parts: ServerParts,
  route: Kind<T> & { readonly column: Subject['column'] },
): void {
  const { kind, title, group, view, column } = route;
  const rolledUp = column === 'device_id' && SYSMON_SOURCES[kind].rollup !== undefined;
  const [whose, folder] = column === 'device_id' ? ['device', 'devices'] : ['poller', 'pollers'];
  const schema = {
    tags: ['sysmon'],
    operationId: `${whose}Sysmon${kind[0]?.toUpperCase()}${kind.slice(1)}`,
    summary: `${title} of one ${whose}`,
    description: rolledUp ? `${DESCRIPTION} ${OF_ROLLUP}` : DESCRIPTION,
    params: Type.Object({
      id: Type.String({ description: `${whose} id, as it is or percent-encoded` }),
    }),
    querystring: kind === 'disk' ? SeriesQuery : WithoutMountPoint,
    response: readAnswers(
      Type.Array(named(group), {
        description: 'groups of samples, newest first; empty when there are none',
        headers: rolledUp ? { ...HEADERS, ...ROLLUP_HEADERS } : HEADERS,
      }),
    ),
  };
  app.get(`/api/${folder}/:id/sysmon/${kind}`, { schema }, async (request, reply) => {
    const query: SeriesQuery = request.query;
    const form = readForm(query);
    const everySample = form.density.kind === 'raw' && !form.latest;
    const range = readTimeRange(query, parts.clock, everySample ? 'samples' : 'points');
    const answer = await readSysmon(parts.database, kind, {
      subject: { column, id: request.params.id },
      range,
      ...form,
      ...(query.mount_point === undefined ? {} : { where: { mount_point: query.mount_point } }),
    });
    reply.headers(headersOf(answer, range, parts.clock));
    return view(answer);
  });
}

const DESCRIPTION = [
  'Samples of one second stand in one group. The range is half-open: start belongs to it, end does',
  'not; at most 90 days. Samples come as they were stored unless step or points ask for fewer;',
  'a point then has the average, and minimum, maximum and number of samples where they say more,',
  'and bears the begin of its step; such a range has at most 400 days, as has that of the newest sample. An unknown id has no samples.',
].join(' ');

/** Of series of one device that have an hourly rollup. */
const OF_ROLLUP = [
  'Steps of whole hours are read from the hourly rollup, which goes back 13 months, and from the',
  'samples for hours that it has yet to take in, so late samples count at once. Where hours are asked',
  'for whose samples are gone, the step becomes one of whole hours. Points from the rollup carry no',
  'host, agent, poller, label or cluster.',
].join(' ');

const HEADERS = {
  [SERIES_HEADERS.resolution]: {
    type: 'string',
    description: '`raw`, or the step in seconds such as `60s`',
  },
  [SERIES_HEADERS.source]: {
    type: 'string',
    description: 'dataset that was read; behind a comma the rollup that gave whole hours',
  },
  [SERIES_HEADERS.completeTo]: {
    type: 'string',
    description: 'RFC 3339: points before this instant cover their whole step',
  },
} as const;

const ROLLUP_HEADERS = {
  [SERIES_HEADERS.rollupCompleteTo]: {
    type: 'string',
    description:
      'RFC 3339, where a rollup was read: from this instant on there are hours that it had yet to take in',
  },
} as const;

/** Reads in which form the samples are wanted: stored, downsampled, or only the newest. */
function readForm(query: SeriesQuery) {
  const density = readDensity(query);
  const latest = readFlag('latest', query.latest);
  if (latest && density.kind !== 'raw') {
    throw new RadarError(
      'REQUEST_INVALID',
      `The parameters "latest" and "${density.kind}" exclude each other.`,
      {
        hint: 'The newest sample is one; leave the other parameter out.',
      },
    );
  }
  return { density, latest };
}

function headersOf(
  { kind, stepMicros, rollup }: SysmonAnswer,
  range: TimeRange,
  clock: Clock,
): { readonly [name: string]: string } {
  const { dataset } = SYSMON_SOURCES[kind];
  return {
    [SERIES_HEADERS.resolution]: stepMicros === null ? 'raw' : `${stepMicros / MICROS_PER_SECOND}s`,
    [SERIES_HEADERS.source]: rollup === null ? dataset : `${dataset}, ${rollup.name}`,
    [SERIES_HEADERS.completeTo]: completeTo(range, stepMicros, clock),
    ...(rollup === null
      ? {}
      : { [SERIES_HEADERS.rollupCompleteTo]: formatInstant(rollupCompleteTo(rollup, clock)) }),
  };
}

/** The end of the last step that is over; without steps, the end of the range or now. */
function completeTo(range: TimeRange, stepMicros: number | null, clock: Clock): string {
  const end = Math.min(range.end, clock.now());
  const complete = stepMicros === null ? end : Math.floor(end / stepMicros) * stepMicros;
  return formatInstant(Math.max(complete, range.start));
}

/** A rollup never holds the present hour. */
function rollupCompleteTo({ openFrom }: RollupReading, clock: Clock): number {
  const present = Math.floor(clock.now() / ROLLUP_MICROS) * ROLLUP_MICROS;
  return Math.min(openFrom ?? present, present);
}
