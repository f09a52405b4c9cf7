import { formatInstant, type Instant } from '../../../core/index.ts';
import { type Database, type Session, sql } from '../../../database/index.ts';
import { type Claim, claimText, type ToldReport } from '../../identity/index.ts';

const DAY_MICROS = 86_400_000_000;

/** The day of the latest claim, so that a device that reports each minute is written once a day. */
const dayOf = (at: Instant): Instant => Math.floor(at / DAY_MICROS) * DAY_MICROS;

type Told = Pick<ToldReport, 'partition' | 'identity' | 'claims'>;

/** What was told, one array a column. */
function columnsOf(told: readonly Told[]) {
  const columns = {
    partitions: [] as string[],
    kinds: [] as string[],
    values: [] as string[],
    reported: [] as string[],
    identities: [] as string[],
    firsts: [] as string[],
    lasts: [] as string[],
  };
  for (const { partition, identity, claims } of told) {
    for (const { kind, value, reportedId, first, last } of claims) {
      columns.partitions.push(partition);
      columns.kinds.push(kind);
      columns.values.push(value);
      columns.reported.push(reportedId);
      columns.identities.push(identity);
      columns.firsts.push(formatInstant(first));
      columns.lasts.push(formatInstant(dayOf(last)));
    }
  }
  return columns;
}

function given(told: readonly Told[]) {
  const { partitions, kinds, values, reported, identities, firsts, lasts } = columnsOf(told);
  return sql`unnest(${partitions}::text[], ${kinds}::text[], ${values}::text[], ${reported}::text[],
                    ${identities}::text[], ${firsts}::timestamptz[], ${lasts}::timestamptz[])
             as given (partition, kind, value, reported_id, identity, first_at, last_at)`;
}

/** What is known of what was told. */
export interface Known {
  /** Everything, so that nothing changes in who is who. */
  readonly everything: boolean;
  /** Whether some claim was last told on an earlier day. */
  readonly stale: boolean;
}

/** Finds out what is known of what was told. Claims are looked at only where each report is stored. */
export async function readKnown(
  database: Database,
  session: Session,
  told: readonly Told[],
): Promise<Known> {
  const [row] = await session.query<{ claims: readonly [boolean, boolean] | null }>(
    'inventory.read_known',
    sql`select case when reports.stored then (
          select array[coalesce(bool_or(held.identity is null or held.first_claimed_at > given.first_at), false),
                       coalesce(bool_or(held.last_claimed_at < given.last_at), false)]
            from ${given(told)}
            left join ${database.relation('identity_claims')} as held
              on held.partition = given.partition collate "C" and held.kind = given.kind collate "C"
             and held.value = given.value collate "C" and held.reported_id = given.reported_id collate "C"
             and held.identity = given.identity collate "C") end as claims
          from (select coalesce(bool_and(held.identity is not null), true) as stored
                  from unnest(${told.map((one) => one.identity)}::text[], ${told.map((one) => one.partition)}::text[])
                       as given (identity, partition)
                  left join ${database.relation('device_reports')} as held
                    on held.identity = given.identity collate "C" and held.partition = given.partition collate "C"
               ) as reports`,
  );
  const [unknown = true, stale = false] = row?.claims ?? [];
  return { everything: !unknown, stale };
}

/** Keeps that known claims were told again. */
export async function renewClaims(
  database: Database,
  session: Session,
  told: readonly Told[],
): Promise<void> {
  if (told.every(({ claims }) => claims.length === 0)) return;
  await session.execute(
    'inventory.renew_claims',
    sql`update ${database.relation('identity_claims')} as held set last_claimed_at = given.last_at
          from ${given(told)}
         where held.partition = given.partition collate "C" and held.kind = given.kind collate "C"
           and held.value = given.value collate "C" and held.reported_id = given.reported_id collate "C"
           and held.identity = given.identity collate "C" and held.last_claimed_at < given.last_at`,
  );
}

/**
 * Keeps claims, sorted as the indexes have them, which is faster for the server: of each only its earliest and latest time ever change, so that the order of observations
 * does not matter. `deviceOf` tells to which device a claim belongs.
 */
export async function storeClaims(
  database: Database,
  session: Session,
  {
    told,
    deviceOf,
  }: {
    readonly told: readonly Told[];
    readonly deviceOf: (partition: string, claim: string, identity: string) => string;
  },
): Promise<void> {
  const { partitions, kinds, values, reported, identities, firsts, lasts } = columnsOf(told);
  if (partitions.length === 0) return;
  const devices = told.flatMap(({ partition, identity, claims }) =>
    claims.map((claim) => deviceOf(partition, claimText(claim), identity)),
  );
  await session.execute(
    'inventory.store_claims',
    sql`insert into ${database.relation('identity_claims')} as held
               (partition, kind, value, reported_id, identity, device_id, first_claimed_at, last_claimed_at)
        select * from unnest(${partitions}::text[], ${kinds}::text[], ${values}::text[], ${reported}::text[],
                             ${identities}::text[], ${devices}::text[], ${firsts}::timestamptz[],
                             ${lasts}::timestamptz[])
               as given (partition, kind, value, reported_id)
         order by partition collate "C", kind collate "C", value collate "C", reported_id collate "C"
        on conflict (partition, kind, value, reported_id, identity) do update
           set first_claimed_at = least(held.first_claimed_at, excluded.first_claimed_at),
               last_claimed_at = greatest(held.last_claimed_at, excluded.last_claimed_at)
         where excluded.first_claimed_at < held.first_claimed_at
            or excluded.last_claimed_at > held.last_claimed_at`,
  );
}

/** A claim and the device to which it is stored to belong. */
export interface HeldClaim {
  readonly partition: string;
  readonly identity: string;
  /** `<kind>:<value>`. */
  readonly text: string;
  readonly deviceId: string;
  readonly first: Instant;
}

interface ClaimRow {
  partition: string;
  identity: string;
  kind: string;
  value: string;
  device_id: string;
  first_at: Instant;
}

/** Every claim of identities in their partitions, each once. */
export async function readClaims(
  database: Database,
  session: Session,
  identities: readonly { readonly partition: string; readonly identity: string }[],
): Promise<readonly HeldClaim[]> {
  const rows = await session.query<ClaimRow>(
    'inventory.read_claims',
    sql`select held.partition, held.identity, held.kind, held.value, min(held.device_id) as device_id,
               min(held.first_claimed_at) as first_at
          from unnest(${identities.map((one) => one.partition)}::text[],
                      ${identities.map((one) => one.identity)}::text[]) as wanted (partition, identity)
          join ${database.relation('identity_claims')} as held
            on held.identity = wanted.identity collate "C" and held.partition = wanted.partition collate "C"
         group by held.partition, held.identity, held.kind, held.value`,
  );
  return rows.map(({ partition, identity, kind, value, device_id: deviceId, first_at: first }) => ({
    partition,
    identity,
    text: claimText({ kind, value }),
    deviceId,
    first,
  }));
}

/** A claim, and one of those who told it. */
export interface Claimed extends Claim {
  readonly partition: string;
  readonly identity: string;
}

/** Who told claims, each once; of a claim with more claimants than `most` one more than that. */
export async function readClaimants(
  database: Database,
  session: Session,
  {
    claims,
    most,
  }: {
    readonly claims: readonly (Claim & { readonly partition: string })[];
    readonly most: number;
  },
): Promise<readonly Claimed[]> {
  if (claims.length === 0) return [];
  return session.query<Claimed>(
    'inventory.read_claimants',
    sql`select wanted.partition, wanted.kind, wanted.value, told.identity
          from unnest(${claims.map((one) => one.partition)}::text[], ${claims.map((one) => one.kind)}::text[],
                      ${claims.map((one) => one.value)}::text[]) as wanted (partition, kind, value)
         cross join lateral (
           select distinct held.identity from ${database.relation('identity_claims')} as held
            where held.partition = wanted.partition collate "C" and held.kind = wanted.kind collate "C"
              and held.value = wanted.value collate "C"
            limit ${most + 1}) as told`,
  );
}

/** A claim of an identity that belongs to another device than it is stored to. */
export interface MovedClaim extends Claimed {
  readonly deviceId: string;
}

/** Stores to which devices claims belong. */
export async function moveClaims(
  database: Database,
  session: Session,
  moved: readonly MovedClaim[],
): Promise<void> {
  if (moved.length === 0) return;
  await session.execute(
    'inventory.move_claims',
    sql`update ${database.relation('identity_claims')} as held set device_id = given.device_id
          from unnest(${moved.map((one) => one.partition)}::text[], ${moved.map((one) => one.identity)}::text[],
                      ${moved.map((one) => one.kind)}::text[], ${moved.map((one) => one.value)}::text[],
                      ${moved.map((one) => one.deviceId)}::text[])
               as given (partition, identity, kind, value, device_id)
         where held.partition = given.partition collate "C" and held.identity = given.identity collate "C"
           and held.kind = given.kind collate "C" and held.value = given.value collate "C"`,
  );
}
