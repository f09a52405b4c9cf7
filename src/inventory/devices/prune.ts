import { MICROS_PER_MILLI } from '../../core/index.ts';
import { type Job, type JobContext, sql } from '../../database/index.ts';
import { ID_KIND } from '../identity/index.ts';
import { recordAudit, STORE_ACTOR } from './audit.ts';
import { ensureAppended } from './inventory.ts';
import { claimIdentities } from './locks.ts';

/** Devices that one transaction removes. */
const BATCH = 500;

/** What is told to the job that prunes. */
export interface PruneOptions {
  /** How long a device stays that nothing but an address tells apart, in milliseconds; null: for ever. */
  readonly keepMs: number | null;
}

/**
 * Removes devices that were not seen for long and that nothing but an address tells apart (UD-43). Service
 * components, and devices with a strong identity, stay. What people wrote of a device goes with it.
 */
export function pruneDevices({ keepMs }: PruneOptions): Job {
  return {
    name: 'inventory_prune',
    meaning: 'removes devices that only an address tells apart and that were not seen for long',
    async run(context) {
      let rows = 0;
      if (keepMs === null) return { rows, detail: { pruned: rows }, complete: true };
      const cutoff = context.clock.now() - keepMs * MICROS_PER_MILLI;
      await ensureAppended(context.database, context.clock);
      for (let more = true; more && !context.stop.aborted; ) {
        const pruned = await pruneBatch(context, cutoff);
        rows += pruned;
        more = pruned === BATCH;
      }
      return { rows, detail: { pruned: rows }, complete: !context.stop.aborted };
    },
  };
}

interface Aged {
  device_id: string;
  last_seen: string;
}

/** The audit is written before the rows go, in the same transaction. */
async function pruneBatch({ database, clock, guard }: JobContext, cutoff: number): Promise<number> {
  const now = clock.now();
  return database.transaction('inventory.prune', async (session) => {
    await guard?.(session);
    await claimIdentities(session);
    const devices = database.relation('unified_devices');
    const reports = database.relation('device_reports');
    const aged = await session.query<Aged>(
      'inventory.aged',
      sql`select device.device_id, device.last_seen::text as last_seen from ${devices} as device
           where device.last_seen < to_timestamp(${cutoff / 1_000_000}::double precision)
             and not starts_with(device.device_id, 'serviceradar:')
             and exists (select from ${reports} as report where report.device_id = device.device_id)
             and not exists (select from ${reports} as report
                              where report.device_id = device.device_id
                                and not starts_with(report.identity, ${`${ID_KIND}:`}))
           order by device.last_seen limit ${BATCH}`,
    );
    if (aged.length === 0) return 0;
    const ids = aged.map((row) => row.device_id);
    await recordAudit(
      database,
      session,
      aged.map(({ device_id, last_seen }) => ({
        happened_at: now,
        device_id,
        action: 'prune',
        other_device_id: null,
        actor: STORE_ACTOR,
        evidence: { last_seen },
      })),
    );
    for (const [name, relation] of [
      ['inventory.prune_reports', reports],
      ['inventory.prune_annotations', database.relation('device_annotations')],
      ['inventory.prune_devices', devices],
    ] as const) {
      await session.execute(
        name,
        sql`delete from ${relation} where device_id = any(${ids}::text[])`,
      );
    }
    return ids.length;
  });
}
