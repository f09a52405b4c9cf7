import { formatInstant, type Instant, RadarError } from '../../core/index.ts';
import { type Database, type Session, sql } from '../../database/index.ts';
import { type Claim, claimText, ID_KIND, MOST_CLAIMANTS } from '../identity/index.ts';
import { recordAudit } from './audit.ts';
import { holdersOf, identitiesOf } from './holders.ts';
import { claimIdentities } from './locks.ts';
import { settleIdentities } from './settle.ts';
import { type ReportKey, readClaimants, readReports } from './stored/index.ts';

/** Two identities of one partition that are of different devices, says somebody. */
export interface SeparationRequest {
  /** The device that holds both. */
  readonly deviceId: string;
  readonly partition: string;
  /** What is not of this device. */
  readonly identity: Claim;
  /** From what it is parted; left out: from the strongest identity of the device. */
  readonly from?: Claim | undefined;
  readonly reason: string | null;
  readonly actor: string;
  readonly now: Instant;
}

/** What became of two identities that were parted. */
export interface Separated {
  readonly identity: Claim;
  readonly from: Claim;
  /** Devices to which they belong now. Null: nothing was ever told with it alone. */
  readonly devices: { readonly identity: string | null; readonly from: string | null };
}

/**
 * Parts an identity from a device for good: the two never join again, whatever is told (design §6). Each keeps
 * what was observed of it. Throws NOT_FOUND for an identity that the device does not have, and CONFLICT
 * where both are the same.
 */
export async function separateDevices(
  database: Database,
  session: Session,
  request: SeparationRequest,
): Promise<Separated> {
  await claimIdentities(session);
  const { deviceId, partition, identity, reason, actor, now } = request;
  const known = await identitiesOf(database, session, deviceId);
  const from = request.from ?? known[0];
  for (const one of [identity, ...(from === undefined ? [] : [from])]) {
    if (!known.some((held) => claimText(held) === claimText(one))) {
      throw new RadarError(
        'NOT_FOUND',
        `The device "${deviceId}" has no identity ${claimText(one)}.`,
        {
          hint: `It has ${known.map(claimText).join(', ') || 'none'}.`,
        },
      );
    }
  }
  if (from === undefined || claimText(from) === claimText(identity)) {
    throw new RadarError(
      'CONFLICT',
      `The identity ${claimText(identity)} cannot be parted from itself.`,
      {
        hint: 'Say in "from" of which other identity of the device it is not.',
      },
    );
  }
  const [one, other] = ordered(identity, from);
  await session.execute(
    'inventory.store_separation',
    sql`insert into ${database.relation('identity_separations')}
                 (partition, kind, value, other_kind, other_value, actor, reason, created_at)
          values (${partition}, ${one.kind}, ${one.value}, ${other.kind}, ${other.value}, ${actor},
                  ${reason}, ${formatInstant(now)}::timestamptz)
          on conflict do nothing`,
  );
  const evidence = { identity: claimText(identity), from: claimText(from), reason };
  await recordAudit(database, session, [
    {
      happened_at: now,
      device_id: deviceId,
      action: 'separate',
      other_device_id: null,
      actor,
      evidence,
    },
  ]);
  const cause = { actor, evidence };
  await settleIdentities(database, session, [], {
    anew: await concerned(database, session, partition, [one, other]),
    cause,
  });
  return {
    identity,
    from,
    devices: await holders(database, session, { partition, identity, from }),
  };
}

/** A separation that is to be taken back. */
export interface RejoinRequest {
  readonly partition: string;
  readonly identity: Claim;
  readonly from: Claim;
  readonly actor: string;
  readonly now: Instant;
}

/** Takes a separation back, so that what was told decides again. Throws NOT_FOUND where there is none. */
export async function rejoinDevices(
  database: Database,
  session: Session,
  request: RejoinRequest,
): Promise<Separated> {
  await claimIdentities(session);
  const { partition, identity, from, actor, now } = request;
  const [one, other] = ordered(identity, from);
  const before = await holders(database, session, { partition, identity, from });
  const gone = await session.query(
    'inventory.remove_separation',
    sql`delete from ${database.relation('identity_separations')}
           where partition = ${partition} and kind = ${one.kind} and value = ${one.value}
             and other_kind = ${other.kind} and other_value = ${other.value} returning kind`,
  );
  if (gone.length === 0) {
    throw new RadarError(
      'NOT_FOUND',
      `Nobody parted the identities ${claimText(identity)} and ${claimText(from)}.`,
      { hint: 'The explanation of a device lists what was parted from it.' },
    );
  }
  const evidence = { identity: claimText(identity), from: claimText(from) };
  const cause = { actor, evidence };
  await settleIdentities(database, session, [], {
    anew: await concerned(database, session, partition, [one, other]),
    cause,
  });
  const devices = await holders(database, session, { partition, identity, from });
  await recordAudit(database, session, [
    {
      happened_at: now,
      device_id: devices.from ?? before.from ?? claimText(from),
      action: 'rejoin',
      other_device_id: before.identity,
      actor,
      evidence,
    },
  ]);
  return { identity, from, devices };
}

/** The same pair is one row, whichever of them was named first. */
function ordered(a: Claim, b: Claim): readonly [Claim, Claim] {
  return claimText(a) < claimText(b) ? [a, b] : [b, a];
}

/** Reports that are to be judged again: all who told one of the two. */
async function concerned(
  database: Database,
  session: Session,
  partition: string,
  claims: readonly Claim[],
): Promise<readonly ReportKey[]> {
  const own = claims.map((one) => ({ partition, identity: claimText(one) }));
  const stored = await readReports(database, session, own);
  const told = await readClaimants(database, session, {
    claims: claims.filter((one) => one.kind !== ID_KIND).map((one) => ({ partition, ...one })),
    most: MOST_CLAIMANTS,
  });
  return [...stored, ...told];
}

async function holders(
  database: Database,
  session: Session,
  { partition, identity, from }: Pick<RejoinRequest, 'partition' | 'identity' | 'from'>,
): Promise<Separated['devices']> {
  const [a, b] = await holdersOf(database, session, partition, [identity, from]);
  return { identity: a ?? null, from: b ?? null };
}
