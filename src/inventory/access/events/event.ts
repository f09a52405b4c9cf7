import { formatInstant, type Instant, type JsonObject, repairText } from '../../../core/index.ts';
import { type Database, join, type Session, type Sql, sql } from '../../../database/index.ts';

/** What can happen. */
export const ACCESS_EVENT_KINDS = [
  'login',
  'login_failed',
  'locked',
  'logout',
  'refresh_reused',
  'token_created',
  'token_revoked',
  'user_created',
  'user_changed',
  'user_disabled',
  'user_enabled',
  'password_changed',
  'password_reset',
  'keys_rotated',
] as const;

export type AccessEventKind = (typeof ACCESS_EVENT_KINDS)[number];

/** Who does something, and from where. */
export interface Doer {
  readonly actor: string;
  /** Address of the request; null for a command. */
  readonly address: string | null;
}

export interface NewAccessEvent {
  readonly kind: AccessEventKind;
  readonly at: Instant;
  readonly by: Doer;
  /** Name of the user or token to which it happened. */
  readonly subject: string | null;
  readonly detail?: JsonObject;
}

export interface AccessEvent {
  readonly id: number;
  readonly occurredAt: Instant;
  readonly kind: string;
  readonly actor: string;
  readonly subject: string | null;
  readonly address: string | null;
  readonly detail: { readonly [name: string]: unknown };
}

/** Longer names come from who tries names, and would fill the table. */
const LONGEST_NAME = 128;

const short = (text: string) => repairText(text).slice(0, LONGEST_NAME).toWellFormed();

/** Notes what happened, in the transaction in which it does. */
export async function noteEvent(
  database: Database,
  session: Session,
  event: NewAccessEvent,
): Promise<void> {
  const { kind, at, by, subject, detail = {} } = event;
  await session.execute(
    'access.note',
    sql`insert into ${database.relation('access_events')}
               (occurred_at, kind, actor, subject, address, detail)
        values (${formatInstant(at)}::timestamptz, ${kind}, ${short(by.actor)},
                ${subject === null ? null : short(subject)}, ${by.address},
                ${JSON.stringify(detail)}::jsonb)`,
  );
}

export interface AccessEventFilter {
  readonly kind?: string | undefined;
  readonly actor?: string | undefined;
  readonly subject?: string | undefined;
  readonly before?: number | undefined;
  readonly limit: number;
}

/** A page of events, the newest first. */
export async function listEvents(
  database: Database,
  filter: AccessEventFilter,
): Promise<{ readonly events: readonly AccessEvent[]; readonly next: number | null }> {
  const { kind, actor, subject, before, limit } = filter;
  const parts: Sql[] = [sql`true`];
  if (kind !== undefined) parts.push(sql`kind = ${kind}`);
  if (actor !== undefined) parts.push(sql`actor = ${actor}`);
  if (subject !== undefined) parts.push(sql`subject = ${subject}`);
  if (before !== undefined) parts.push(sql`id < ${before}`);
  const found = await database.query<AccessEvent>(
    'access.events',
    sql`select id, occurred_at as "occurredAt", kind, actor, subject, address, detail
          from ${database.relation('access_events')}
         where ${join(parts, ' and ')}
         order by id desc limit ${limit + 1}`,
  );
  const events = found.slice(0, limit);
  return { events, next: found.length > limit ? (events.at(-1)?.id ?? null) : null };
}
