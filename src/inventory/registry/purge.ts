import {
  SERVICE_TABLES,
  SERVICE_TYPES,
  type ServiceStatus,
  type ServiceType,
} from '../../catalogue/index.ts';
import { type Instant, MICROS_PER_MILLI } from '../../core/index.ts';
import { identifier, type Job, type JobContext, type Sql, sql } from '../../database/index.ts';
import { appendEvents } from './events.ts';
import type { Service, ServiceKey } from './service.ts';
import { ensureAppended, MAINTENANCE } from './silence.ts';
import { lockServices, moment, removeServices, serviceColumns } from './store.ts';

/** Services that one transaction removes. */
const BATCH = 500;

/** How long services stay that are not active, in milliseconds; null: for ever. */
export type PurgeWindows = { readonly [S in Exclude<ServiceStatus, 'active'>]: number | null };

/**
 * Removes services for good that were not heard of for long (SR-18). What counts is the latest of
 * report, registration and change of status: one that was revoked today, or that still reports though
 * it is deleted, must stay, or its next report would make it known anew.
 */
export function purgeJob(windows: PurgeWindows): Job {
  return {
    name: 'registry_purge',
    meaning:
      'removes pollers, agents and checkers that are not active and were not heard of for long',
    async run(context) {
      const { clock, stop } = context;
      const aged = agedBy(windows, clock.now());
      const purged = { poller: 0, agent: 0, checker: 0 };
      if (aged === undefined) return { rows: 0, detail: { purged }, complete: true };
      for (const type of [...SERVICE_TYPES].reverse()) {
        for (let more = true; more && !stop.aborted; ) {
          const rows = await purgeBatch(context, type, aged);
          purged[type] += rows;
          more = rows === BATCH;
        }
      }
      const rows = purged.poller + purged.agent + purged.checker;
      return { rows, detail: { purged }, complete: !stop.aborted };
    },
  };
}

/** Whether a row `held` is to go; undefined where all stay for ever. */
function agedBy(windows: PurgeWindows, now: Instant): Sql | undefined {
  const kept = Object.entries(windows).flatMap(([status, ms]) =>
    ms === null ? [] : [{ status, cutoff: now - ms * MICROS_PER_MILLI }],
  );
  if (kept.length === 0) return undefined;
  const heardOf = sql`greatest(coalesce(held.last_seen, held.first_registered), held.updated_at)`;
  const conditions = kept.map(
    ({ status, cutoff }) => sql`(held.status = ${status} and ${heardOf} < ${moment(cutoff)})`,
  );
  return conditions.reduce((either, one) => sql`${either} or ${one}`);
}

/** The audit is written before the rows go, in the same transaction. */
async function purgeBatch(context: JobContext, type: ServiceType, aged: Sql): Promise<number> {
  const { database, clock, guard } = context;
  const { table, id } = SERVICE_TABLES[type];
  const relation = database.relation(table);
  const found = await database.query<{ id: string; poller_id: string; agent_id: string | null }>(
    'registry.aged',
    sql`select ${serviceColumns(type)} from ${relation} as held where ${aged} limit ${BATCH}`,
  );
  if (found.length === 0) return 0;
  const now = clock.now();
  await ensureAppended(context, now);
  await database.transaction('registry.purge', async (session) => {
    await guard?.(session);
    const keys = found.flatMap((one): ServiceKey[] => [
      { type, id: one.id },
      { type: 'poller', id: one.poller_id },
      ...(one.agent_id === null ? [] : [{ type: 'agent', id: one.agent_id } as const]),
    ]);
    await lockServices(session, keys);
    const ids = found.map((one) => one.id);
    const services = await session.query<Service>(
      'registry.aged_locked',
      sql`select ${serviceColumns(type)} from ${relation} as held
           where held.${identifier(id)} = any(${ids}::text[]) and (${aged})`,
    );
    await appendEvents(
      database,
      session,
      services.map((service) => ({
        type: 'purged',
        service,
        actor: MAINTENANCE,
        at: now,
        details: { status: service.status },
      })),
    );
    await removeServices(database, session, { type, ids: services.map((one) => one.id) });
  });
  return found.length;
}
