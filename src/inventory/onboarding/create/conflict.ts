import { type Instant, RadarError } from '../../../core/index.ts';
import { type Database, type Session, sql } from '../../../database/index.ts';
import { type ComponentType, LIVE_STATUSES } from '../package.ts';
import { effectiveStatus } from '../store.ts';

/** Creations take turns, so that two of one component see each other. */
const CREATE_LOCK = 0x5241_4405;

/** Waits for other creations; held to the end of the transaction. */
export async function takeCreateLock(session: Session): Promise<void> {
  await session.query('onboarding.lock', sql`select pg_advisory_xact_lock(${CREATE_LOCK}::bigint)`);
}

/** The package that has the component already: issued, delivered or activated (EO-9). */
export async function liveNamesake(
  database: Database,
  session: Session,
  component: { readonly type: ComponentType; readonly componentId: string; readonly now: Instant },
): Promise<string | undefined> {
  const { type, componentId, now } = component;
  const [row] = await session.query<{ package_id: string }>(
    'onboarding.namesake',
    sql`select package.package_id
          from ${database.relation('edge_onboarding_packages')} as package
         where package.component_type = ${type}
           and (package.component_id = ${componentId}
                or (${type} = 'poller' and package.poller_id = ${componentId}))
           and (${effectiveStatus(now)}) = any(${LIVE_STATUSES}::text[])
         limit 1`,
  );
  return row?.package_id;
}

/** Says which package is in the way. */
export const taken = (type: ComponentType, componentId: string, packageId: string) =>
  new RadarError(
    'CONFLICT',
    `The ${type} "${componentId}" has the onboarding package ${packageId}.`,
    {
      hint: 'Revoke that one first, or choose another id.',
    },
  );
