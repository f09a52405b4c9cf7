import { type Database, type Session, sql } from '../../database/index.ts';
import { type Claim, claimText, compareKinds, compareText, readClaim } from '../identity/index.ts';

/** Devices to which claims belong, one by one; null where nobody told it. */
export async function holdersOf(
  database: Database,
  session: Session,
  partition: string,
  claims: readonly Claim[],
): Promise<readonly (string | null)[]> {
  const rows = await session.query<{ text: string; device_id: string }>(
    'inventory.holders',
    sql`select identity as text, device_id from ${database.relation('device_reports')}
         where partition = ${partition} and identity = any(${claims.map(claimText)}::text[])
         union all
        select kind || ':' || value, device_id from ${database.relation('identity_claims')}
         where partition = ${partition} and (kind, value) in (
                 select * from unnest(${claims.map((one) => one.kind)}::text[],
                                      ${claims.map((one) => one.value)}::text[]))`,
  );
  return claims.map(
    (claim) => rows.find((row) => row.text === claimText(claim))?.device_id ?? null,
  );
}

/** Everything by which a device is told apart, the strongest first. Ids alone are the last. */
export async function identitiesOf(
  database: Database,
  session: Session,
  deviceId: string,
): Promise<readonly Claim[]> {
  const rows = await session.query<{ text: string }>(
    'inventory.identities',
    sql`select identity as text from ${database.relation('device_reports')} where device_id = ${deviceId}
         union
        select kind || ':' || value from ${database.relation('identity_claims')} where device_id = ${deviceId}`,
  );
  return rows
    .map((row) => readClaim(row.text))
    .sort((a, b) => compareKinds(a.kind, b.kind) || compareText(a.value, b.value));
}
