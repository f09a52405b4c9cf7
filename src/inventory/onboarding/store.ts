import { CATALOGUE, type NewRow, withHash } from '../../catalogue/index.ts';
import { formatInstant, type Instant, RadarError } from '../../core/index.ts';
import {
  type Database,
  identifier,
  join,
  type Session,
  type Sql,
  sql,
} from '../../database/index.ts';
import { type PackageStatus, type Requester, type StoredPackage, sourcesOf } from './package.ts';

const COLUMNS = Object.keys(CATALOGUE.edge_onboarding_packages.columns);

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** An instant as a parameter. */
export const moment = (instant: Instant): Sql => sql`${formatInstant(instant)}::timestamptz`;

/** The status of a package as it counts at an instant (EO-22, EO-24). */
export const effectiveStatus = (now: Instant): Sql => sql`
  case when package.deleted_at is not null then 'deleted'
       when package.revoked_at is not null then 'revoked'
       when package.status = 'issued' and package.download_token_expires_at < ${moment(now)}
       then 'expired'
       else package.status end`;

/** Every column of a package, and its effective status. */
export const packageColumns = (now: Instant): Sql => sql`
  ${join(
    COLUMNS.map((name) => sql`package.${identifier(name)}`),
    ', ',
  )}, ${effectiveStatus(now)} as effective_status`;

/** A package by its id; throws NOT_FOUND, for what is no UUID too (EO-26). */
export async function loadPackage(
  database: Database,
  packageId: string,
  options: { readonly now: Instant; readonly session?: Session },
): Promise<StoredPackage> {
  const { now, session = database } = options;
  if (!UUID.test(packageId)) throw notFound(packageId);
  const [row] = await session.query<StoredPackage>(
    'onboarding.load',
    sql`select ${packageColumns(now)}
          from ${database.relation('edge_onboarding_packages')} as package
         where package.package_id = ${packageId}::uuid`,
  );
  if (row === undefined) throw notFound(packageId);
  return row;
}

const notFound = (packageId: string) =>
  new RadarError('NOT_FOUND', `There is no onboarding package "${packageId.slice(0, 100)}".`, {
    hint: 'GET /api/admin/edge-packages and `radarstore onboarding list` tell their ids.',
  });

export interface Move {
  readonly packageId: string;
  readonly to: PackageStatus;
  readonly now: Instant;
  /** Assignments beside status and `updated_at`. */
  readonly set: Sql;
  /** What must hold beside that the status may become `to`; true unless given. */
  readonly where?: Sql;
}

/**
 * Moves a package to another status, if its status at this very moment allows it (EO-17, EO-23). The
 * package as it is afterwards, or undefined when it may not. `updated_at` grows even where the clock
 * stands behind it (EO-21).
 */
export async function movePackage(
  database: Database,
  session: Session,
  { packageId, to, now, set, where = sql`true` }: Move,
): Promise<StoredPackage | undefined> {
  const [row] = await session.query<StoredPackage>(
    `onboarding.${to}`,
    sql`update ${database.relation('edge_onboarding_packages')} as package
           set status = ${to}, updated_at = ${laterThan(now)}, ${set}
         where package.package_id = ${packageId}::uuid
           and (${effectiveStatus(now)}) = any(${sourcesOf(to)}::text[])
           and ${where}
        returning ${packageColumns(now)}`,
  );
  return row;
}

/** The present, but at least a millisecond after the last change. */
export const laterThan = (now: Instant): Sql =>
  sql`greatest(${moment(now)}, package.updated_at + interval '1 millisecond')`;

export interface EventText {
  readonly packageId: string;
  readonly type: string;
  /** That of the change, so that the events of a package never fall on one instant (EO-27). */
  readonly at: Instant;
  readonly by: Requester;
  readonly details: { readonly [name: string]: string | null };
}

/** Appends an event, in the transaction of what happened. */
export async function appendEvent(
  database: Database,
  session: Session,
  { packageId, type, at, by, details }: EventText,
): Promise<void> {
  const told = Object.fromEntries(
    Object.entries(details).filter(([, value]) => value !== null && value !== ''),
  );
  const row: NewRow<'edge_onboarding_events'> = withHash('edge_onboarding_events', {
    event_time: at,
    package_id: packageId,
    event_type: type,
    actor: by.actor.trim() || 'unknown',
    source_ip: by.sourceIp,
    details_json: told,
    row_key: Buffer.alloc(0),
  });
  await session.execute(
    'onboarding.event',
    sql`insert into ${database.relation('edge_onboarding_events')}
               (event_time, package_id, event_type, actor, source_ip, details_json, row_key)
        values (${moment(at)}, ${row.package_id}::uuid, ${row.event_type}, ${row.actor},
                ${row.source_ip}, ${JSON.stringify(told)}::jsonb, ${row.row_key})
        on conflict do nothing`,
  );
}
