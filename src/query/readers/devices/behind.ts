import type { Row } from '../../../catalogue/index.ts';
import { type Database, sql } from '../../../database/index.ts';

export type IdentityRow = Row<'device_identifiers'>;
export type RedirectRow = Row<'device_redirects'>;
export type SeparationRow = Row<'identity_separations'>;
export type AuditRow = Omit<Row<'device_merge_audit'>, 'row_key' | 'created_at'>;
export type ObservationRow = Omit<Row<'device_updates'>, 'row_key' | 'created_at'>;

/** What led to the record of a device. */
export interface Behind {
  /** Strong identities, by which observations are brought together. */
  readonly identities: readonly IdentityRow[];
  /** Ids that lead to it. */
  readonly redirects: readonly RedirectRow[];
  /** Joins, splits, deletions and returns, the newest first. */
  readonly audit: readonly AuditRow[];
  /** What people declared to be of different devices. */
  readonly separations: readonly SeparationRow[];
  /** With which identities observations are the device's: an address may be that of others too. */
  readonly reports: readonly string[];
  /** The newest observations that are kept, under any id under which the device was reported. */
  readonly observations: readonly ObservationRow[];
}

/** Ids of which observations are told: a device that moves about has many. */
const MOST_IDS = 50;

/** Entries of the audit that are told. */
const MOST_AUDITED = 100;

/** Reads what led to the record of a device, under all its ids, with so many observations. */
export async function readBehind(
  database: Database,
  deviceId: string,
  observations: number,
): Promise<Behind> {
  const redirects = await database.query<RedirectRow>(
    'query.device_redirects',
    sql`select old_id, device_id, since from ${database.relation('device_redirects')}
         where device_id = ${deviceId} and old_id <> device_id order by since, old_id`,
  );
  const identities = await readIdentities(database, deviceId);
  const ids = [deviceId, ...redirects.map((row) => row.old_id)];
  const reported = [...new Set([...ids, ...identities.map((row) => row.reported_id)])];
  const [audit, seen, separations, reports] = await Promise.all([
    readAudit(database, ids),
    readObservations(database, reported.slice(0, MOST_IDS), observations),
    readSeparations(database, deviceId),
    readReports(database, deviceId),
  ]);
  return { identities, redirects, audit, separations, reports, observations: seen };
}

async function readReports(database: Database, deviceId: string): Promise<readonly string[]> {
  const rows = await database.query<{ identity: string }>(
    'query.device_reports',
    sql`select identity from ${database.relation('device_reports')} where device_id = ${deviceId}`,
  );
  return rows.map((row) => row.identity);
}

/** Those of one side of which the device has a part. */
function readSeparations(database: Database, deviceId: string): Promise<SeparationRow[]> {
  return database.query<SeparationRow>(
    'query.device_separations',
    sql`select parted.partition, parted.kind, parted.value, parted.other_kind, parted.other_value,
               parted.actor, parted.reason, parted.created_at
          from ${database.relation('identity_separations')} as parted
         where exists (
                 select from ${database.relation('device_reports')} as report
                  where report.device_id = ${deviceId} and report.partition = parted.partition
                    and report.identity in (parted.kind || ':' || parted.value,
                                            parted.other_kind || ':' || parted.other_value))
            or exists (
                 select from ${database.relation('identity_claims')} as claim
                  where claim.device_id = ${deviceId} and claim.partition = parted.partition
                    and (claim.kind, claim.value) in ((parted.kind, parted.value),
                                                      (parted.other_kind, parted.other_value)))
         order by parted.created_at`,
  );
}

function readIdentities(database: Database, deviceId: string): Promise<IdentityRow[]> {
  return database.query<IdentityRow>(
    'query.device_identities',
    sql`select device_id, partition, id_type, id_value, reported_id, first_seen, last_seen
          from ${database.relation('device_identifiers')} where device_id = ${deviceId}
         order by id_type, id_value, reported_id`,
  );
}

function readAudit(database: Database, ids: readonly string[]): Promise<AuditRow[]> {
  return database.query<AuditRow>(
    'query.device_audit',
    sql`select happened_at, device_id, action, other_device_id, actor, evidence
          from ${database.relation('device_merge_audit')} where device_id = any(${ids}::text[])
         order by happened_at desc, device_id, action limit ${MOST_AUDITED}`,
  );
}

/** The newest of each id come along its key, so that the many behind them are never read. */
function readObservations(
  database: Database,
  ids: readonly string[],
  limit: number,
): Promise<ObservationRow[]> {
  return database.query<ObservationRow>(
    'query.device_observations',
    sql`select seen.observed_at, seen.device_id, seen.discovery_source, seen.partition, seen.agent_id,
               seen.poller_id, seen.ip, seen.mac, seen.hostname, seen.available, seen.metadata
          from unnest(${ids}::text[]) as wanted (device_id)
         cross join lateral (
           select one.observed_at, one.device_id, one.discovery_source, one.partition, one.agent_id,
                  one.poller_id, one.ip, one.mac, one.hostname, one.available, one.metadata
             from ${database.relation('device_updates')} as one
            where one.device_id = wanted.device_id collate "C"
            order by one.observed_at desc limit ${limit}) as seen
         order by seen.observed_at desc, seen.device_id limit ${limit}`,
  );
}
