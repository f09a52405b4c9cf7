import { cleanText, type Instant } from '../../core/index.ts';
import { type Session, sql } from '../../database/index.ts';
import type { ActivationCache } from './activation-cache.ts';
import { LIVE_STATUSES, type StoredPackage } from './package.ts';
import { changeStore, type OnboardingParts } from './parts.ts';
import { appendEvent, effectiveStatus, laterThan, moment, movePackage } from './store.ts';

/** A poller or agent that reported. */
export interface ComponentReport {
  readonly type: 'poller' | 'agent';
  readonly id: string;
  readonly pollerId: string | null;
  readonly sourceIp: string | null;
  readonly spiffeId: string | null;
  readonly seenAt: Instant;
}

/** What is remembered of a package between reports. */
export type KnownPackage = Pick<
  StoredPackage,
  'package_id' | 'effective_status' | 'activated_from_ip' | 'last_seen_spiffe_id' | 'poller_id'
>;

/** Under which a component is remembered. */
export const cacheKey = (type: string, id: string) => `${type}:${id}`;

/**
 * Notes that a component reported, on the package that made it (EO-18). The first report activates;
 * later ones write only where address or identity changed. Answers whether anything was written.
 */
export async function activatePackage(
  parts: OnboardingParts,
  cache: ActivationCache<KnownPackage>,
  report: ComponentReport,
): Promise<boolean> {
  const id = cleanText(report.id);
  if (id === null) return false;
  const key = cacheKey(report.type, id);
  let known = cache.get(key);
  if (known === undefined) {
    known = (await findPackage(parts, { ...report, id })) ?? null;
    cache.set(key, known);
  }
  if (known === null || !saysMore(known, report)) return false;
  const after = await changeStore(parts, 'onboarding.activate', (session) =>
    write(parts, session, known, report),
  );
  // Whoever changed the package meanwhile knew better; the next report looks anew.
  if (after === undefined) cache.delete(key);
  else cache.set(key, after);
  return after !== undefined;
}

async function findPackage(
  { database }: OnboardingParts,
  { type, id, seenAt }: ComponentReport,
): Promise<KnownPackage | undefined> {
  const [row] = await database.query<KnownPackage>(
    'onboarding.find_component',
    sql`select package.package_id, package.activated_from_ip, package.last_seen_spiffe_id,
               package.poller_id, ${effectiveStatus(seenAt)} as effective_status
          from ${database.relation('edge_onboarding_packages')} as package
         where package.component_type = ${type}
           and (package.component_id = ${id}
                or (${type} = 'poller' and package.poller_id = ${id}))
           and (${effectiveStatus(seenAt)}) = any(${LIVE_STATUSES}::text[])
         order by package.updated_at desc, package.package_id limit 1`,
  );
  return row;
}

/** Whether a report has something to write. What it leaves blank erases nothing. */
function saysMore(known: KnownPackage, report: ComponentReport): boolean {
  const differs = (told: string | null, stored: string | null) =>
    cleanText(told) !== null && cleanText(told) !== stored;
  return (
    known.effective_status !== 'activated' ||
    differs(report.sourceIp, known.activated_from_ip) ||
    differs(report.spiffeId, known.last_seen_spiffe_id) ||
    (known.poller_id === null && cleanText(report.pollerId) !== null)
  );
}

async function write(
  { database }: OnboardingParts,
  session: Session,
  known: KnownPackage,
  report: ComponentReport,
): Promise<KnownPackage | undefined> {
  const { seenAt, type } = report;
  const pollerId = cleanText(report.pollerId);
  const [ip, spiffeId] = [cleanText(report.sourceIp), cleanText(report.spiffeId)];
  const seen = sql`
    activated_from_ip = coalesce(${ip}, package.activated_from_ip),
    last_seen_spiffe_id = coalesce(${spiffeId}, package.last_seen_spiffe_id),
    poller_id = coalesce(nullif(package.poller_id, ''), ${pollerId})`;
  const packageId = known.package_id;
  const moved = await movePackage(database, session, {
    packageId,
    to: 'activated',
    now: seenAt,
    set: sql`activated_at = ${moment(seenAt)}, ${seen}`,
  });
  if (moved !== undefined) {
    await appendEvent(database, session, {
      packageId,
      type: 'activated',
      at: moved.updated_at,
      by: { actor: 'core', sourceIp: ip },
      details: { component_type: type, poller_id: moved.poller_id, spiffe_id: spiffeId },
    });
    return moved;
  }
  const [updated] = await session.query<KnownPackage>(
    'onboarding.seen',
    sql`update ${database.relation('edge_onboarding_packages')} as package
           set updated_at = ${laterThan(seenAt)}, ${seen}
         where package.package_id = ${packageId}::uuid
           and (${effectiveStatus(seenAt)}) = 'activated'
        returning package.package_id, package.activated_from_ip, package.last_seen_spiffe_id,
                  package.poller_id, 'activated' as effective_status`,
  );
  return updated;
}
