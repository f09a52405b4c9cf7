import { type Database, identifier, type Session, sql } from '../../database/index.ts';
import { DELETED, MERGED_INTO } from '../fold/index.ts';

/**
 * Brings `hidden_by` up to date, where records of merges decide, for devices that were stored, and for those that were merged into
 * them. A pointer to a device that does not exist, or one in a cycle, hides nothing (design §6).
 */
export async function refreshHidden(
  database: Database,
  session: Session,
  deviceIds: readonly string[],
): Promise<void> {
  if (deviceIds.length === 0) return;
  const devices = database.relation('unified_devices');
  const redirects = database.relation('device_redirects');
  const [pointers] = await session.query<{ some: boolean }>(
    'inventory.some_merged',
    sql`select exists (select from ${devices} where metadata ? ${MERGED_INTO}) as some`,
  );
  if (pointers?.some !== true) return;
  // A pointer may name an id that leads to the device by now.
  const target = (row: string) => sql`coalesce(
    (select found.device_id from ${devices} as found where found.device_id = ${identifier(row)}.metadata->>${MERGED_INTO}),
    (select redirect.device_id from ${redirects} as redirect where redirect.old_id = ${identifier(row)}.metadata->>${MERGED_INTO}))`;
  await session.execute(
    'inventory.refresh_hidden',
    sql`with recursive affected (device_id) as (
        select unnest(${deviceIds}::text[]) collate "C"
         union
        select pointing.device_id
          from affected join ${devices} as pointing
            on pointing.metadata ? ${MERGED_INTO}
           and pointing.metadata->>${MERGED_INTO} in (
                 select affected.device_id
                  union all
                 select redirect.old_id from ${redirects} as redirect where redirect.device_id = affected.device_id)
      ),
      judged as (
        select device.device_id,
               case when device.metadata ? ${DELETED} then 'deletion'
                    when device.metadata ? ${MERGED_INTO} and exists (
                      with recursive successor (device_id) as (
                        select ${target('device')}
                         union
                        select ${target('one')}
                          from successor join ${devices} as one on one.device_id = successor.device_id
                         where one.metadata ? ${MERGED_INTO}
                      )
                      select from successor
                      having count(successor.device_id) > 0
                         and not coalesce(bool_or(successor.device_id = device.device_id), false)) then 'merge'
               end as hidden_by
          from ${devices} as device
         where device.device_id in (select affected.device_id from affected)
      )
      update ${devices} as device set hidden_by = judged.hidden_by
        from judged
       where judged.device_id = device.device_id
         and device.hidden_by is distinct from judged.hidden_by`,
  );
}
