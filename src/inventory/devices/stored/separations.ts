import { type Database, type Session, sql } from '../../../database/index.ts';
import { claimText, type Separation } from '../../identity/index.ts';

interface Stored {
  partition: string;
  kind: string;
  value: string;
  other_kind: string;
  other_value: string;
}

/** What people declared to be of different devices, in these partitions. */
export async function readSeparations(
  database: Database,
  session: Session,
  partitions: readonly string[],
): Promise<ReadonlyMap<string, readonly Separation[]>> {
  const rows = await session.query<Stored>(
    'inventory.read_separations',
    sql`select partition, kind, value, other_kind, other_value
          from ${database.relation('identity_separations')} where partition = any(${partitions}::text[])`,
  );
  const byPartition = new Map<string, Separation[]>();
  for (const { partition, kind, value, other_kind, other_value } of rows) {
    const one: Separation = [
      claimText({ kind, value }),
      claimText({ kind: other_kind, value: other_value }),
    ];
    byPartition.set(partition, [...(byPartition.get(partition) ?? []), one]);
  }
  return byPartition;
}
