import { randomUUID } from 'node:crypto';
import { type NewRow, withHash } from '../../catalogue/index.ts';
import { formatInstant, type Instant } from '../../core/index.ts';
import { type Database, type Session, sql } from '../../database/index.ts';
import { MOST_LATE } from './parts.ts';

/** The health of a poller became another one, or is known for the first time (SR-28). */
export interface HealthChange {
  readonly pollerId: string;
  /** Time of the report that tells it; of a silence, when it was noticed. */
  readonly at: Instant;
  readonly healthy: boolean;
}

/** Appends to the history of pollers. A change that came very late stands a day ago. */
export async function appendHealth(
  database: Database,
  session: Session,
  { changes, now }: { readonly changes: readonly HealthChange[]; readonly now: Instant },
): Promise<void> {
  if (changes.length === 0) return;
  const rows = changes.map(({ pollerId, at, healthy }) => ({
    timestamp: formatInstant(Math.max(at, now - MOST_LATE)),
    poller_id: pollerId,
    is_healthy: healthy,
  }));
  await session.execute(
    'registry.poller_history',
    sql`insert into ${database.relation('poller_history')} ("timestamp", poller_id, is_healthy)
        select "timestamp", poller_id, is_healthy
          from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as given
               ("timestamp" timestamptz, poller_id text, is_healthy boolean)
        on conflict do nothing`,
  );
}

type State = 'healthy' | 'unhealthy' | 'unknown';

/** What is told of a poller that begins to report, ceases, or begins again (SR-39, EV-8a). */
export interface HealthNotice {
  readonly pollerId: string;
  readonly previous: State;
  readonly current: State;
  readonly at: Instant;
  readonly lastSeen: Instant | null;
  readonly sourceIp: string | null;
  /** Why it is well again; null where nothing was mended. */
  readonly recovery: string | null;
}

const TYPE = 'com.carverauto.serviceradar.poller.health';
const SUBJECT = 'events.poller.health';
const SOURCE = 'radarstore/registry';

/** Appends events of pollers, as receivers would store them (EV-5, EV-9). */
export async function appendNotices(
  database: Database,
  session: Session,
  notices: readonly HealthNotice[],
): Promise<void> {
  if (notices.length === 0) return;
  const rows = notices.map(noticeRow).map((row) => ({
    ...row,
    event_timestamp: formatInstant(row.event_timestamp),
    row_key: Buffer.from(row.row_key).toString('hex'),
  }));
  await session.execute(
    'registry.notices',
    sql`with given as (
          select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as given
                 (event_timestamp timestamptz, specversion text, id text, source text, type text,
                  datacontenttype text, subject text, remote_addr text, host text, level integer,
                  severity text, short_message text, version text, raw_data text, row_key text)
        ), known as (
          insert into ${database.relation('event_identities')} (row_key, source, id, event_timestamp)
          select decode(row_key, 'hex'), source, id, event_timestamp from given
        )
        insert into ${database.relation('events')}
               (event_timestamp, specversion, id, source, type, datacontenttype, subject,
                remote_addr, host, level, severity, short_message, version, raw_data, row_key)
        select event_timestamp, specversion, id, source, type, datacontenttype, subject,
               remote_addr, host, level, severity, short_message, version, raw_data,
               decode(row_key, 'hex')
          from given`,
  );
}

/** The row of `events` for a notice; its `raw_data` is the whole CloudEvent. */
export function noticeRow(notice: HealthNotice): NewRow<'events'> {
  const { pollerId, previous, current, at, sourceIp } = notice;
  const envelope = {
    specversion: '1.0',
    id: randomUUID(),
    source: SOURCE,
    type: TYPE,
    datacontenttype: 'application/json',
    subject: SUBJECT,
  };
  const data = {
    poller_id: pollerId,
    previous_state: previous,
    current_state: current,
    timestamp: formatInstant(at),
    last_seen: notice.lastSeen === null ? null : formatInstant(notice.lastSeen),
    host: pollerId,
    source_ip: sourceIp,
    alert_sent: false,
    recovery_reason: notice.recovery,
  };
  const told = Object.fromEntries(Object.entries(data).filter(([, value]) => value !== null));
  const unwell = current === 'unhealthy';
  return withHash('events', {
    ...envelope,
    event_timestamp: at,
    remote_addr: sourceIp,
    host: pollerId,
    level: unwell ? 3 : 6,
    severity: unwell ? 'error' : 'info',
    short_message: `Poller ${pollerId} state changed from ${previous} to ${current}`,
    version: '1.1',
    raw_data: JSON.stringify({ ...envelope, time: formatInstant(at), data: told }),
  } as NewRow<'events'>);
}
