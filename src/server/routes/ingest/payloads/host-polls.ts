import { capabilityRow, type HostPoll, type NewRow } from '../../../../catalogue/index.ts';
import type { RefusedPart, WriteBatch } from '../../../../ingest/index.ts';
import { countEmptyPoll, endStalls } from '../../../../inventory/index.ts';
import { isInside } from '../../../auth/index.ts';
import { committed } from '../committed.ts';
import type { Intake } from '../intake.ts';

/** What polls of hosts mean for the batch of their payload. */
export interface TakenPolls {
  /** Checks that failed, since a host gives no samples any more. */
  readonly checks: readonly NewRow<'device_capabilities'>[];
  /** Work beside the rows of a sample. */
  readonly alongside?: NonNullable<WriteBatch['alongside']>;
  /** Polls without a sample of hosts that are none of the sender's. */
  readonly refused: readonly (Omit<RefusedPart, 'reason'> & {
    readonly reason: 'other_partition';
  })[];
}

/**
 * Counts polls without a sample, and tells what is to be done with the rows of the others. Throws
 * DATABASE_UNREACHABLE when counting takes too long.
 */
export async function takePolls(
  { parts, limits, partitions = null }: Intake,
  polls: readonly HostPoll[],
  payload: string,
): Promise<TakenPolls> {
  const { database } = parts.ingest;
  const own = polls.filter(({ deviceId }) => isInside(deviceId, partitions));
  const empty = polls.filter(({ sampled }) => !sampled);
  const checks: NewRow<'device_capabilities'>[] = [];
  for (const poll of empty.filter((one) => own.includes(one))) {
    const check = await committed(countEmptyPoll(database, poll), limits.commitMs);
    if (check !== null) checks.push(capabilityRow(check, poll.receivedAt));
  }
  const refused = empty
    .filter((one) => !own.includes(one))
    .map(() => ({
      dataset: 'device_capabilities' as const,
      path: 'partition',
      reason: 'other_partition' as const,
      message: `the host is not of ${partitions?.join(' or ')}, to which its sender is confined`,
      original: payload,
    }));
  const sampled = own.filter((one) => one.sampled).map(({ deviceId }) => deviceId);
  if (sampled.length === 0) return { checks, refused };
  return { checks, refused, alongside: (session) => endStalls(database, session, sampled) };
}
