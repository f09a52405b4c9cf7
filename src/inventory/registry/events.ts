import { randomUUID } from 'node:crypto';
import type { ServiceType } from '../../catalogue/index.ts';
import { formatInstant, type Instant } from '../../core/index.ts';
import { type Database, type Session, sql } from '../../database/index.ts';
import type { EVENT_OF } from './lifecycle.ts';
import { parentOf, type Service } from './service.ts';

export type RegistryEventType = 'registered' | 'purged' | (typeof EVENT_OF)[keyof typeof EVENT_OF];

/** Something that happens to a service, for the audit (SR-7). */
export interface RegistryEvent {
  readonly type: RegistryEventType;
  readonly service: Service;
  readonly actor: string;
  readonly at: Instant;
  /** What is null is left out. */
  readonly details: { readonly [key: string]: string | null };
}

/** Appends events to the audit, in the transaction of what they tell of. */
export async function appendEvents(
  database: Database,
  session: Session,
  events: readonly RegistryEvent[],
): Promise<void> {
  if (events.length === 0) return;
  const rows = events.map(({ type, service, actor, at, details }) => ({
    event_id: randomUUID(),
    event_type: type,
    service_id: service.id,
    service_type: service.type satisfies ServiceType,
    parent_id: parentOf(service),
    registration_source: service.registration_source,
    actor,
    timestamp: formatInstant(at),
    metadata: Object.fromEntries(Object.entries(details).filter(([, value]) => value !== null)),
  }));
  await session.execute(
    'registry.events',
    sql`insert into ${database.relation('service_registration_events')}
               (event_id, event_type, service_id, service_type, parent_id, registration_source,
                actor, "timestamp", metadata)
        select event_id, event_type, service_id, service_type, parent_id, registration_source,
               actor, "timestamp", metadata
          from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as given
               (event_id text, event_type text, service_id text, service_type text, parent_id text,
                registration_source text, actor text, "timestamp" timestamptz, metadata jsonb)`,
  );
}

/** What a registration tells of a service beside its columns (SR-6). */
export function registrationDetails(service: Service): RegistryEvent['details'] {
  return {
    component_id: service.component_id,
    spiffe_id: service.spiffe_identity,
    poller_id: service.type === 'poller' ? null : service.poller_id,
    agent_id: service.type === 'checker' ? service.agent_id : null,
    checker_kind: service.checker_kind,
  };
}
