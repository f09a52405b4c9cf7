import { type DeviceObservation, SERVICE_TABLES, SERVICE_TYPES } from '../../catalogue/index.ts';
import type { Instant } from '../../core/index.ts';
import { type Database, identifier, join, type Session, sql } from '../../database/index.ts';
import {
  absentObservation,
  type Component,
  componentDeviceId,
  type HeldComponents,
  observeComponents,
  presentObservation,
} from '../components/index.ts';
import { MOST_LATE } from './parts.ts';
import type { Service, ServiceKey } from './service.ts';

/*
 * A service is a device too, where anything said so: it is available while the service is active, and
 * no longer once that is silent, revoked or deleted.
 */

/** What the device of a service tells of it. */
export const componentOf = (service: Service): Component => ({
  type: service.type,
  id: service.id,
  pollerId: service.poller_id,
  agentId: service.type === 'poller' ? null : service.agent_id,
  checkerKind: service.checker_kind,
});

/**
 * Observes services as gone whose status says so. One that fell silent was not seen when that was
 * noticed, but when it reported last.
 */
export async function observeAbsent(
  database: Database,
  session: Session,
  held: HeldComponents,
  { services, now }: { readonly services: readonly Service[]; readonly now: Instant },
): Promise<void> {
  const observations = services.flatMap((service): DeviceObservation[] => {
    const { status: absence, last_seen: lastSeen } = service;
    if (absence === 'pending' || absence === 'active') return [];
    const at = absence === 'inactive' ? Math.max(lastSeen ?? now, now - MOST_LATE) : now;
    return [absentObservation(componentOf(service), { at, absence })];
  });
  await observeComponents(database, session, held, observations);
}

/** Observes active services as there. */
export async function observePresent(
  database: Database,
  session: Session,
  held: HeldComponents,
  { services, now }: { readonly services: readonly Service[]; readonly now: Instant },
): Promise<void> {
  const observations = services
    .filter(({ status }) => status === 'active')
    .map((service) =>
      presentObservation(componentOf(service), {
        at: now,
        lastSeen: service.last_seen ?? now,
        ip: null,
      }),
    );
  await observeComponents(database, session, held, observations);
}

/** The ids of the devices of those services that are trusted no longer, whatever they report. */
export async function readDistrusted(
  database: Database,
  keys: readonly ServiceKey[],
): Promise<ReadonlySet<string>> {
  if (keys.length === 0) return new Set();
  const each = SERVICE_TYPES.map((type) => {
    const { table, id } = SERVICE_TABLES[type];
    const ids = keys.filter((key) => key.type === type).map((key) => key.id);
    return sql`select ${type}::text as type, held.${identifier(id)} as id
                 from ${database.relation(table)} as held
                where held.${identifier(id)} = any(${ids}::text[])
                  and held.status in ('revoked', 'deleted')`;
  });
  const rows = await database.query<ServiceKey>('registry.distrusted', join(each, ' union all '));
  return new Set(rows.map(componentDeviceId));
}
