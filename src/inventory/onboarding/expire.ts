import type { Instant } from '../../core/index.ts';
import { type Job, type JobContext, type Session, sql } from '../../database/index.ts';
import { changeStore } from './parts.ts';
import { appendEvent, laterThan, moment } from './store.ts';

/** Packages that one transaction changes. */
const BATCH = 500;

/**
 * Sets `expired` on packages whose download token nobody used in time. Reads count them as expired
 * from that instant on, whether or not this ran since (EO-22).
 */
export const expirePackages: Job = {
  name: 'expire_onboarding_packages',
  meaning: 'marks onboarding packages as expired whose download token nobody used in time',
  async run(context) {
    const now = context.clock.now();
    let rows = 0;
    for (;;) {
      const expired = await expireBatch(context, now);
      rows += expired;
      if (expired < BATCH || context.stop.aborted) break;
    }
    return { rows, detail: { expired: rows }, complete: !context.stop.aborted };
  },
};

/** Those that somebody is changing are looked at the next time. */
function expireBatch({ database, clock, guard }: JobContext, now: Instant): Promise<number> {
  const parts = { database, owner: database, clock, registry: { appendsTo: [] } };
  return changeStore(parts, 'onboarding.expire', async (session) => {
    await guard?.(session);
    const packages = database.relation('edge_onboarding_packages');
    const rows = await session.query<{ package_id: string; updated_at: Instant }>(
      'onboarding.expire',
      sql`update ${packages} as package
             set status = 'expired', updated_at = ${laterThan(now)}
           where package.package_id = any(array(
                   select package_id from ${packages}
                    where status = 'issued' and download_token_expires_at < ${moment(now)}
                      and revoked_at is null and deleted_at is null
                    limit ${BATCH} for update skip locked))
          returning package.package_id, package.updated_at`,
    );
    for (const row of rows) await noteExpired(database, session, row);
    return rows.length;
  });
}

const noteExpired = (
  database: JobContext['database'],
  session: Session,
  row: { readonly package_id: string; readonly updated_at: Instant },
) =>
  appendEvent(database, session, {
    packageId: row.package_id,
    type: 'expired',
    at: row.updated_at,
    by: { actor: 'maintenance', sourceIp: null },
    details: {},
  });
