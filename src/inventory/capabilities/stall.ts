import type { CapabilityEvent, HostPoll } from '../../catalogue/index.ts';
import { formatInstant, type Instant, MICROS_PER_SECOND } from '../../core/index.ts';
import { type Database, type Session, sql } from '../../database/index.ts';

/*
 * Hosts whose sysmon checker answers without a sample (telemetry §1.5). The polls are counted in the
 * database and not in this process: those of one host may come to several processes, and a restart
 * must neither forget a count nor tell a stall twice. A poll without a sample costs one statement; one
 * with a sample looks whether there is a count, in the transaction of its rows.
 */

/** Polls in a row without a sample that are a stall. */
const STALLED = 5;

/** A stall that lasts is told no more often than this. */
const PAUSE = 30 * MICROS_PER_SECOND;

/** A host that gave a sample so lately is not stalled. */
const LATELY = 150 * MICROS_PER_SECOND;

const CAPABILITY = 'sysmon';

interface Counted {
  readonly consecutive_empty: number;
  readonly first_empty_at: Instant;
  readonly last_success: Instant | null;
  readonly told: boolean;
}

/**
 * Counts a poll without a sample. Answers the failed check that is to be recorded, where this one makes
 * a stall known: in the count itself it is decided that it is told, so no other process tells it too.
 * A poll that is not newer than the last one is a repetition and counts as nothing.
 */
export async function countEmptyPoll(
  database: Database,
  poll: HostPoll,
): Promise<CapabilityEvent | null> {
  const { deviceId, receivedAt: at } = poll;
  const before = (micros: number) => sql`${formatInstant(at - micros)}::timestamptz`;
  const success = sql`(select success.at from success)`;
  const [row] = await database.query<Counted>(
    'inventory.count_empty_poll',
    sql`with success as (
          select max(last_success) as at from ${database.relation('device_capability_registry')}
           where device_id = ${deviceId} and capability = ${CAPABILITY})
        insert into ${database.relation('sysmon_stalls')} as held
               (device_id, consecutive_empty, first_empty_at, last_empty_at)
        values (${deviceId}, 1, ${before(0)}, ${before(0)})
        on conflict (device_id) do update
           set consecutive_empty = held.consecutive_empty + 1,
               last_empty_at = excluded.last_empty_at,
               told_at = case
                 when held.consecutive_empty + 1 >= ${STALLED}
                      and (held.told_at is null or held.told_at <= ${before(PAUSE)})
                      and (${success} is null
                           or least(${success}, held.first_empty_at) <= ${before(LATELY)})
                 then excluded.last_empty_at else held.told_at end
         where held.last_empty_at < excluded.last_empty_at
        returning consecutive_empty, first_empty_at, ${success} as last_success,
                  told_at is not distinct from last_empty_at as told`,
  );
  return row?.told === true ? stallOf(poll, row) : null;
}

/** What is told of a host that stalls. */
function stallOf(poll: HostPoll, counted: Counted): CapabilityEvent {
  const { first_empty_at: first, last_success: success, consecutive_empty: count } = counted;
  const reason = `${count} polls in a row without a sample`;
  const named = {
    host_ip: poll.hostIp,
    host_id: poll.hostId,
    agent_id: poll.agentId,
    poller_id: poll.pollerId,
  };
  const known = Object.entries(named).filter(([, value]) => value !== null);
  return {
    device_id: poll.deviceId,
    capability: CAPABILITY,
    service_id: poll.serviceName,
    service_type: 'grpc',
    state: 'failed',
    enabled: true,
    last_checked: poll.receivedAt,
    failure_reason: reason,
    metadata: {
      ...Object.fromEntries(known),
      consecutive_empty: String(count),
      // The host's clock may be ahead of ours; the sample came before the first poll without one.
      stalled_since: formatInstant(Math.min(success ?? first, first)),
      sysmon_available: 'false',
      sysmon_stall_event: 'true',
      failure_reason: reason,
    },
  };
}

/** Ends the counts of hosts that gave a sample, in the transaction of its rows. */
export async function endStalls(
  database: Database,
  session: Session,
  deviceIds: readonly string[],
): Promise<void> {
  await session.execute(
    'inventory.end_stalls',
    sql`delete from ${database.relation('sysmon_stalls')} where device_id = any(${deviceIds}::text[])`,
  );
}
