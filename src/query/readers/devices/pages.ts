import type { Row } from '../../../catalogue/index.ts';
import { type Database, empty, identifier, join, type Sql, sql } from '../../../database/index.ts';
import { VISIBLE } from './filter.ts';
import {
  behind,
  type DeviceOrder,
  orderWithin,
  type PageStart,
  type Segment,
  segmentCondition,
  segmentOf,
} from './order.ts';

/** What a list tells of a device. The columns that explain it are wide, and left out. */
export const LISTED = [
  'device_id',
  'partition',
  'ip',
  'hostname',
  'mac',
  'first_seen',
  'last_seen',
  'is_available',
  'device_type',
  'discovery_sources',
  'source_details',
  'metadata',
] as const;
export type ListedDevice = Pick<Row<'unified_devices'>, (typeof LISTED)[number]> & {
  /** Only where it was asked for. */
  readonly metadata_by_source?: Row<'unified_devices'>['metadata_by_source'];
};

export interface PageRequest extends DeviceOrder {
  readonly limit: number;
  readonly start: PageStart;
  /** Conditions behind that of being visible, each with its `and`. */
  readonly conditions: Sql;
  /** Also reads the maps of all sources. */
  readonly bySource?: boolean;
}

/**
 * One page of visible devices. Rows with a value of the sort column are read along its index, those
 * without after them; the wide columns only of the rows that the page has.
 */
export async function readPage(
  database: Database,
  request: PageRequest,
): Promise<readonly ListedDevice[]> {
  const { start, limit } = request;
  if ('after' in start) {
    const segment = segmentOf(request, start.after);
    const rows = await readSegment(database, request, {
      segment,
      limit,
      skip: empty,
      behind: behind(request, segment, start.after),
    });
    if (segment === 'blank' || rows.length === limit || request.sort === 'device_id') return rows;
    const rest = { segment: 'blank', limit: limit - rows.length, skip: empty } as const;
    return [...rows, ...(await readSegment(database, request, { ...rest, behind: empty }))];
  }
  const valued = await readSegment(database, request, {
    segment: 'valued',
    limit,
    skip: sql`offset ${start.offset}`,
    behind: empty,
  });
  if (valued.length === limit || request.sort === 'device_id') return valued;
  const before = valued.length > 0 || start.offset === 0 ? start.offset + valued.length : null;
  const skipped = before ?? (await countSegment(database, request, 'valued'));
  const blank = await readSegment(database, request, {
    segment: 'blank',
    limit: limit - valued.length,
    skip: sql`offset ${Math.max(0, start.offset - skipped)}`,
    behind: empty,
  });
  return [...valued, ...blank];
}

interface Part {
  readonly segment: Segment;
  readonly limit: number;
  readonly skip: Sql;
  readonly behind: Sql;
}

function readSegment(
  database: Database,
  request: PageRequest,
  part: Part,
): Promise<ListedDevice[]> {
  const devices = database.relation('unified_devices');
  const columns = request.bySource === true ? [...LISTED, 'metadata_by_source'] : LISTED;
  const order = orderWithin(request, part.segment);
  return database.query<ListedDevice>(
    'query.devices',
    sql`select ${join(columns.map((name) => sql`device.${identifier(name)}`))}
          from (select device.device_id from ${devices} as device
                 where ${VISIBLE} ${segmentCondition(request, part.segment)} ${part.behind} ${request.conditions}
                 order by ${order} limit ${part.limit} ${part.skip}) as page
          join ${devices} as device on device.device_id = page.device_id
         order by ${order}`,
  );
}

async function countSegment(
  database: Database,
  request: PageRequest,
  segment: Segment,
): Promise<number> {
  const [counted] = await database.query<{ total: number }>(
    'query.devices.before',
    sql`select count(*) as total from ${database.relation('unified_devices')} as device
         where ${VISIBLE} ${segmentCondition(request, segment)} ${request.conditions}`,
  );
  return counted?.total ?? 0;
}
