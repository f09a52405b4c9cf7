import type { DeviceObservation, NewRow } from '../../catalogue/index.ts';
import { messageOf } from '../../core/index.ts';
import type { Session } from '../../database/index.ts';
import { readComponents } from '../components/index.ts';
import { type ChangeOptions, changeInSession } from './change.ts';
import { readDistrusted } from './component.ts';
import { type ComponentSchedule, createComponentSchedule } from './component-schedule.ts';
import type { Heartbeat, ReportedService } from './heartbeat.ts';
import { createKnownPollers, type KnownPollers } from './known.ts';
import { createChunkWatch, inRegistry, type RegistryParts } from './parts.ts';
import { type HeartbeatOutcome, recordInSession } from './record.ts';
import { type Registration, registerInSession } from './register.ts';
import type { Service, ServiceKey } from './service.ts';
import {
  addressesOf,
  componentObservations,
  componentsOf,
  healthFromServices,
  heartbeatsOf,
  type ObservedComponent,
} from './service-reports.ts';

/** Who changes something, and why. */
export interface ChangeBy {
  readonly actor: string;
  readonly reason?: string | null | undefined;
}

/** What rows of service status say of who reported, to be stored with the rows. */
export interface ServiceReports {
  /** Components as devices that are due to be observed. */
  readonly observations: readonly DeviceObservation[];
  /**
   * Stores the heartbeats in the transaction of the rows, whose latest states are there already; not
   * those of the rows at the places that were refused.
   */
  record(session: Session, refused: ReadonlySet<number>): Promise<void>;
  /** To be called after the commit. */
  stored(): Promise<void>;
}

export interface ReportOptions {
  /** Observations that came with the rows: they tell addresses. */
  readonly told: readonly DeviceObservation[];
  /** Whether the components are devices too, as those of other machines are. */
  readonly asDevices: boolean;
}

/** The registry of pollers, agents and checkers; facts: inventory §3. */
export interface Registry extends Pick<KnownPollers, 'isKnown'> {
  register(registration: Registration, by: ChangeBy): Promise<Service>;
  /** Marks a service inactive, revokes, restores or deletes it. */
  change(
    key: ServiceKey,
    change: ChangeBy & { readonly action: ChangeOptions['action'] },
  ): Promise<Service>;
  /** Stores heartbeats in a transaction of their own. */
  recordHeartbeats(heartbeats: readonly Heartbeat[]): Promise<HeartbeatOutcome>;
  /**
   * Reads what rows of service status say of who reported. Null where they say nothing.
   */
  reportsOf(
    rows: readonly Partial<NewRow<'service_status'>>[],
    options: ReportOptions,
  ): Promise<ServiceReports | null>;
  /** A poller was changed by other means. */
  forget(pollerId: string): void;
}

/** Puts the registry together. It holds no connection of its own. */
export function createRegistry(parts: RegistryParts): Registry {
  const { database, clock } = parts;
  const pollers = createKnownPollers(database, clock, parts.knownCacheMs);
  const schedule = createComponentSchedule();
  const prepare = createChunkWatch(parts);
  const forget = ({ type, id }: ServiceKey) => {
    if (type === 'poller') pollers.forget(id);
  };
  const committed = async ({ moved, services }: HeartbeatOutcome) => {
    for (const key of moved) forget(key);
    await tellReports(parts, services);
  };
  return {
    isKnown: (pollerId) => pollers.isKnown(pollerId),
    forget: (pollerId) => pollers.forget(pollerId),
    async register(registration, { actor }) {
      const options = { actor, now: clock.now() };
      const service = await inRegistry(parts, 'registry.register', (session) =>
        registerInSession(database, session, registration, options),
      );
      forget(service);
      return service;
    },
    async change(key, { action, actor, reason }) {
      const options = { action, actor, reason, now: clock.now() };
      const service = await inRegistry(parts, 'registry.change', (session) =>
        changeInSession(database, session, key, options),
      );
      forget(key);
      return service;
    },
    async recordHeartbeats(heartbeats) {
      const now = clock.now();
      const outcome = await inRegistry(parts, 'registry.heartbeats', (session) =>
        recordInSession(parts, session, heartbeats, { now }),
      );
      await committed(outcome);
      return outcome;
    },
    async reportsOf(rows, { told, asDevices }) {
      const components = componentsOf(rows);
      if (components.size === 0) return null;
      const addresses = addressesOf(told);
      const devices = asDevices ? componentObservations(components, addresses) : [];
      const observations = await dueOf(parts, schedule, devices);
      await prepare();
      let outcome: HeartbeatOutcome | undefined;
      return {
        observations,
        async record(session, refused) {
          const kept = rows.filter((_row, place) => !refused.has(place));
          const known = refused.size === 0 ? components : componentsOf(kept);
          const heartbeats = heartbeatsOf(known, addresses);
          const options = { now: clock.now(), healthOf: healthOf(parts) };
          outcome = await recordInSession(parts, session, heartbeats, options);
        },
        async stored() {
          schedule.stored(observations);
          if (outcome !== undefined) await committed(outcome);
        },
      };
    },
  };
}

/** Components that are revoked or deleted are no devices that answer, whatever they report. */
async function dueOf(
  { database }: RegistryParts,
  schedule: ComponentSchedule,
  devices: readonly ObservedComponent[],
): Promise<readonly DeviceObservation[]> {
  if (devices.length === 0) return [];
  const distrusted = await readDistrusted(database, devices);
  const trusted = devices
    .map(({ observation }) => observation)
    .filter(({ deviceId }) => !distrusted.has(deviceId));
  const ids = trusted.map(({ deviceId }) => deviceId);
  return schedule.due(trusted, await readComponents(database, database, ids, 'unavailable'));
}

const healthOf =
  ({ database, silentAfterMs: windowMs }: RegistryParts) =>
  (session: Session, pollerIds: readonly string[]) =>
    healthFromServices(database, session, { pollerIds, windowMs });

/** What others make of reports is theirs: the reports are stored. */
async function tellReports(
  { onReport, log }: RegistryParts,
  services: readonly ReportedService[],
): Promise<void> {
  if (onReport === undefined) return;
  for (const service of services) {
    if (service.type === 'checker') continue;
    try {
      await onReport(service);
    } catch (fault) {
      log.warn(
        { service: `${service.type} ${service.id}`, fault: messageOf(fault) },
        'a report of a service could not be noted beside the registry',
      );
    }
  }
}
