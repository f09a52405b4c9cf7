import type { Row } from '../../catalogue/index.ts';
import { formatInstant, type Instant, RadarError } from '../../core/index.ts';
import { type Database, type Session, sql } from '../../database/index.ts';

type AnnotationRow = Row<'device_annotations'>;

/** What people write about a device: what was there becomes this. */
export interface Annotation {
  readonly deviceId: string;
  readonly tags: readonly string[];
  readonly notes: string | null;
  readonly actor: string;
  readonly now: Instant;
  /**
   * When what is to be replaced was written, as the writer knows it; null: nothing was there. Left out:
   * whatever is there is replaced.
   */
  readonly expected?: Instant | null;
}

/**
 * Writes tags and notes of a device; nothing at all removes them. Throws PRECONDITION_FAILED when
 * somebody wrote since, so that no words of others are lost.
 */
export async function annotateDevice(
  database: Database,
  annotation: Annotation,
): Promise<AnnotationRow | undefined> {
  const { deviceId, tags, notes, expected } = annotation;
  return database.transaction('inventory.annotate', async (session) => {
    // Whoever comes second waits, also where there is no row yet.
    await session.query(
      'inventory.lock_annotation',
      sql`select pg_advisory_xact_lock(${LOCK_CLASS}::integer, hashtext(${deviceId}))`,
    );
    const before = await readAnnotation(database, session, deviceId);
    if (expected !== undefined && (before?.updated_at ?? null) !== expected) throw changed(before);
    if (tags.length === 0 && notes === null) {
      await session.execute(
        'inventory.remove_annotation',
        sql`delete from ${database.relation('device_annotations')} where device_id = ${deviceId}`,
      );
      return undefined;
    }
    return store(database, session, { annotation, before });
  });
}

/** Sets the locks of annotations apart from other advisory locks of the database. */
const LOCK_CLASS = 0x5241_4402;

async function readAnnotation(
  database: Database,
  session: Session,
  deviceId: string,
): Promise<AnnotationRow | undefined> {
  const [row] = await session.query<AnnotationRow>(
    'inventory.read_annotation',
    sql`select device_id, tags, notes, updated_at, updated_by
          from ${database.relation('device_annotations')} where device_id = ${deviceId}`,
  );
  return row;
}

/** The time tells versions apart, so it goes on even where the clock stands or goes back. */
async function store(
  database: Database,
  session: Session,
  {
    annotation: { deviceId, tags, notes, actor, now },
    before,
  }: { readonly annotation: Annotation; readonly before: AnnotationRow | undefined },
): Promise<AnnotationRow | undefined> {
  const at = Math.max(now, (before?.updated_at ?? now - 1) + 1);
  const [row] = await session.query<AnnotationRow>(
    'inventory.store_annotation',
    sql`insert into ${database.relation('device_annotations')}
               (device_id, tags, notes, updated_at, updated_by)
        values (${deviceId}, ${[...tags].sort()}::text[], ${notes}, ${formatInstant(at)}::timestamptz, ${actor})
        on conflict (device_id) do update
           set tags = excluded.tags, notes = excluded.notes, updated_at = excluded.updated_at,
               updated_by = excluded.updated_by
        returning device_id, tags, notes, updated_at, updated_by`,
  );
  return row;
}

function changed(before: AnnotationRow | undefined): RadarError {
  const who =
    before === undefined
      ? 'Somebody removed the annotations'
      : `${before.updated_by} wrote the annotations at ${formatInstant(before.updated_at)}`;
  return new RadarError('PRECONDITION_FAILED', `${who}, after they were read.`, {
    hint: 'Read them again, and write with the ETag of that answer in If-Match.',
  });
}

/**
 * Gives what people wrote of devices to those that they became. Where both have something, tags are united, and
 * notes stand one under the other.
 */
export async function moveAnnotations(
  database: Database,
  session: Session,
  successors: ReadonlyMap<string, string>,
): Promise<void> {
  if (successors.size === 0) return;
  const annotations = database.relation('device_annotations');
  await session.execute(
    'inventory.move_annotations',
    sql`with moved as (
          select given.device_id, given.was
            from unnest(${[...successors.keys()]}::text[], ${[...successors.values()]}::text[]) as given (was, device_id)
            join ${annotations} as held on held.device_id = given.was collate "C"
        ),
        concerned as (
          select held.*, coalesce(moved.device_id, held.device_id) as now_id
            from ${annotations} as held left join moved on moved.was = held.device_id collate "C"
           where held.device_id in (select was from moved) or held.device_id in (select device_id from moved)
        ),
        brought as (
          select now_id as device_id,
                 coalesce((select array_agg(distinct tag order by tag)
                             from concerned as one, unnest(one.tags) as tag where one.now_id = concerned.now_id),
                          '{}'::text[]) as tags,
                 string_agg(notes, E'\n' order by updated_at, device_id) as notes,
                 max(updated_at) as updated_at,
                 (array_agg(updated_by order by updated_at desc, device_id))[1] as updated_by
            from concerned group by now_id
        ),
        emptied as (
          delete from ${annotations} as held using moved
           where held.device_id = moved.was collate "C"
             and held.device_id not in (select brought.device_id collate "C" from brought)
        )
        insert into ${annotations} (device_id, tags, notes, updated_at, updated_by)
        select device_id, tags, notes, updated_at, updated_by from brought
        on conflict (device_id) do update
           set tags = excluded.tags, notes = excluded.notes, updated_at = excluded.updated_at,
               updated_by = excluded.updated_by`,
  );
}
