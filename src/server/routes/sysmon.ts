import { type TSchema, Type } from 'typebox';
import {
  CpuGroup,
  DiskGroup,
  MemoryGroup,
  ProcessGroup,
  SeriesQuery,
  type SysmonKind,
} from '../../contract/index.ts';
import { RadarError } from '../../core/index.ts';
import {
  readDensity,
  readSysmon,
  readTimeRange,
  type Subject,
  SYSMON_SOURCES,
  type SysmonAnswer,
} from '../../query/index.ts';
import { accessOf, requireOwnDevice } from '../auth/index.ts';
import type { App, ServerParts } from '../parts.ts';
import { named, readAnswers } from '../schema/index.ts';
import { cpuGroups, diskGroups, memoryGroups, processGroups } from '../views/index.ts';
import { readFlag } from './flag.ts';
import { ROLLUP_HEADERS_TOLD, SERIES_HEADERS_TOLD, seriesHeaders } from './series-headers.ts';

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
        headers: rolledUp
          ? { ...SERIES_HEADERS_TOLD, ...ROLLUP_HEADERS_TOLD }
          : SERIES_HEADERS_TOLD,
      }),
    ),
  };
  // Pollers belong to no partition; devices do.
  const partitions = column === 'device_id' ? ({ partitions: 'honoured' } as const) : {};
  const config = { permission: 'telemetry:read', ...partitions } as const;
  app.get(`/api/${folder}/:id/sysmon/${kind}`, { schema, config }, async (request, reply) => {
    if (column === 'device_id') requireOwnDevice(accessOf(request), request.params.id);
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
    const { dataset } = SYSMON_SOURCES[kind];
    reply.headers(seriesHeaders({ ...answer, dataset, range }, parts.clock));
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
