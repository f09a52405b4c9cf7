import type { Instant } from '../../core/index.ts';
import { type Database, empty, sql } from '../../database/index.ts';
import {
  type ComponentType,
  type OnboardingPackage,
  type PackageEvent,
  type PackageStatus,
  type StoredPackage,
  toldOf,
} from './package.ts';
import { effectiveStatus, loadPackage, packageColumns } from './store.ts';

/** Which packages are asked for; what is absent or empty does not restrict. */
export interface PackageFilter {
  readonly pollerId?: string | undefined;
  readonly componentId?: string | undefined;
  readonly parentId?: string | undefined;
  /** Without any, all but the deleted ones. */
  readonly statuses?: readonly PackageStatus[] | undefined;
  readonly types?: readonly ComponentType[] | undefined;
  readonly limit: number;
}

/** Packages, the last changed first (EO-24). */
export async function listPackages(
  database: Database,
  filter: PackageFilter,
  now: Instant,
): Promise<OnboardingPackage[]> {
  const { pollerId, componentId, parentId, statuses = [], types = [], limit } = filter;
  const status =
    statuses.length === 0
      ? sql`package.deleted_at is null and package.status <> 'deleted'`
      : sql`(${effectiveStatus(now)}) = any(${[...statuses]}::text[])`;
  const rows = await database.query<StoredPackage>(
    'onboarding.list',
    sql`select ${packageColumns(now)}
          from ${database.relation('edge_onboarding_packages')} as package
         where ${status}
               ${pollerId ? sql`and package.poller_id = ${pollerId}` : empty}
               ${componentId ? sql`and package.component_id = ${componentId}` : empty}
               ${parentId ? sql`and package.parent_id = ${parentId}` : empty}
               ${types.length > 0 ? sql`and package.component_type = any(${[...types]}::text[])` : empty}
         order by package.updated_at desc, package.package_id
         limit ${limit}`,
  );
  return rows.map(toldOf);
}

/** One package, tombstones too (EO-25). Throws NOT_FOUND. */
export async function getPackage(
  database: Database,
  packageId: string,
  now: Instant,
): Promise<OnboardingPackage> {
  return toldOf(await loadPackage(database, packageId, { now }));
}

/** What happened to a package, the newest first (EO-27). Throws NOT_FOUND. */
export async function listEvents(
  database: Database,
  packageId: string,
  options: { readonly limit: number; readonly now: Instant },
): Promise<PackageEvent[]> {
  await loadPackage(database, packageId, options);
  return database.query<PackageEvent>(
    'onboarding.events',
    sql`select event_time, event_type, actor, source_ip, details_json
          from ${database.relation('edge_onboarding_events')}
         where package_id = ${packageId}::uuid
         order by event_time desc, row_key
         limit ${options.limit}`,
  );
}

/** Pollers with a package in one of these statuses: they may report (EO-28). */
export async function allowedPollers(
  database: Database,
  statuses: readonly PackageStatus[],
  now: Instant,
): Promise<string[]> {
  const rows = await database.query<{ poller_id: string }>(
    'onboarding.allowed_pollers',
    sql`select distinct package.poller_id
          from ${database.relation('edge_onboarding_packages')} as package
         where package.poller_id is not null
           and (${effectiveStatus(now)}) = any(${[...statuses]}::text[])
         order by package.poller_id`,
  );
  return rows.map((row) => row.poller_id);
}
