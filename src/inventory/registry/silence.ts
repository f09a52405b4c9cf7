import {
  CATALOGUE,
  SERVICE_TABLES,
  SERVICE_TYPES,
  type ServiceType,
} from '../../catalogue/index.ts';
import { type Instant, MICROS_PER_MILLI } from '../../core/index.ts';
import {
  type Database,
  ensureChunks,
  identifier,
  type Job,
  type JobContext,
  type Session,
  sql,
} from '../../database/index.ts';
import { holdComponents } from '../components/index.ts';
import { noteOffline } from './change.ts';
import { observeAbsent } from './component.ts';
import { appendEvents } from './events.ts';
import { EVENT_OF } from './lifecycle.ts';
import { APPENDED, ensureObserved } from './parts.ts';
import type { Service, ServiceKey } from './service.ts';
import { lockServices, moment, serviceColumns } from './store.ts';

/** Services that one transaction changes. */
const BATCH = 500;

/** Who does what maintenance does. */
export const MAINTENANCE = 'maintenance';

/**
 * Makes services inactive that have not reported for a time (SR-16). Nobody is judged by a time in
 * which nobody may have listened: while whoever leads maintenance has done so for less than that
 * time, the reports after a standstill are waited for.
 */
export function silenceJob(options: { readonly silentAfterMs: number }): Job {
  const window = options.silentAfterMs * MICROS_PER_MILLI;
  return {
    name: 'registry_silence',
    meaning: 'makes pollers, agents and checkers inactive that have not reported for too long',
    async run(context) {
      const { clock, stop } = context;
      if (await leadsSince(context.database, options.silentAfterMs)) {
        return { rows: 0, detail: { waits: 'reports after a standstill' }, complete: true };
      }
      const cutoff = clock.now() - window;
      const silent = { poller: 0, agent: 0, checker: 0 };
      for (const type of SERVICE_TYPES) {
        for (let more = true; more && !stop.aborted; ) {
          const rows = await silenceBatch(context, type, cutoff);
          silent[type] += rows;
          more = rows === BATCH;
        }
      }
      const rows = silent.poller + silent.agent + silent.checker;
      return { rows, detail: { silent }, complete: !stop.aborted };
    },
  };
}

/** Whether the leader of maintenance began less than so long ago. */
async function leadsSince(database: Database, ms: number): Promise<boolean> {
  const [row] = await database.query<{ young: boolean }>(
    'registry.leader_age',
    sql`select coalesce(clock_timestamp() - taken_at < ${ms} * interval '1 millisecond', false) as young
          from ${database.relation('maintenance_epoch')}`,
  );
  return row?.young ?? false;
}

/** Those that reported since they were looked for stay as they are. */
async function silenceBatch(
  context: JobContext,
  type: ServiceType,
  cutoff: Instant,
): Promise<number> {
  const { database, clock, guard } = context;
  const now = clock.now();
  const { table, id } = SERVICE_TABLES[type];
  const relation = database.relation(table);
  const isSilent = sql`held.status = 'active' and held.last_seen < ${moment(cutoff)}`;
  const found = await database.query<{ id: string }>(
    'registry.silent',
    sql`select held.${identifier(id)} as id from ${relation} as held
         where ${isSilent} limit ${BATCH}`,
  );
  if (found.length === 0) return 0;
  await ensureAppended(context, now);
  await ensureObserved(database, clock);
  await database.transaction('registry.silence', async (session) => {
    await guard?.(session);
    const ids = found.map((one) => one.id);
    const keys = ids.map((one): ServiceKey => ({ type, id: one }));
    // Devices before services, as reports lock them.
    const held = await holdComponents(database, session, keys);
    await lockServices(session, keys);
    const services = await session.query<Service>(
      'registry.silent_locked',
      sql`select ${serviceColumns(type)} from ${relation} as held
           where held.${identifier(id)} = any(${ids}::text[]) and ${isSilent}`,
    );
    const silent = await silence(database, session, { type, services, now });
    await observeAbsent(database, session, held, { services: silent, now });
  });
  return found.length;
}

export async function ensureAppended(
  { database, guard }: Pick<JobContext, 'database' | 'guard'>,
  now: Instant,
): Promise<void> {
  for (const name of APPENDED) {
    await ensureChunks(database, CATALOGUE[name], { from: now, to: now, guard });
  }
}

async function silence(
  database: Database,
  session: Session,
  told: {
    readonly type: ServiceType;
    readonly services: readonly Service[];
    readonly now: Instant;
  },
): Promise<Service[]> {
  const { type, services, now } = told;
  const { table, id } = SERVICE_TABLES[type];
  const healthy = type === 'poller' ? sql`, is_healthy = false` : sql``;
  await session.execute(
    'registry.silence',
    sql`update ${database.relation(table)}
           set status = 'inactive', updated_at = ${moment(now)} ${healthy}
         where ${identifier(id)} = any(${services.map((one) => one.id)}::text[])`,
  );
  const after = services.map((before) => ({
    before,
    service: { ...before, status: 'inactive' } as const,
  }));
  await appendEvents(
    database,
    session,
    after.map(({ service }) => ({
      type: EVENT_OF.silence,
      service,
      actor: MAINTENANCE,
      at: now,
      details: { reason: 'it has not reported for too long' },
    })),
  );
  if (type === 'poller') await noteOffline(database, session, { pollers: after, now });
  return after.map(({ service }) => service);
}
