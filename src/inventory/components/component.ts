import type { DeviceObservation, ServiceStatus, ServiceType } from '../../catalogue/index.ts';
import { formatInstant, type Instant } from '../../core/index.ts';

/** Partition and source of the devices that are components (UD-8, UD-11). */
const SERVICERADAR = 'serviceradar';

/** Names a poller, agent or checker. */
export interface ComponentKey {
  readonly type: ServiceType;
  readonly id: string;
}

/** A poller, agent or checker, as far as its device tells of it. */
export interface Component extends ComponentKey {
  readonly pollerId: string | null;
  /** The agent itself, or that of a checker; null for a poller. */
  readonly agentId: string | null;
  readonly checkerKind: string | null;
}

/** The device that a component is. */
export const componentDeviceId = ({ type, id }: ComponentKey): string =>
  `${SERVICERADAR}:${type}:${id}`;

/** A component that reported. */
export function presentObservation(
  component: Component,
  {
    at,
    lastSeen,
    ip,
  }: { readonly at: Instant; readonly lastSeen: Instant; readonly ip: string | null },
): DeviceObservation {
  return observationOf(component, {
    at,
    ip,
    available: true,
    told: { service_status: 'online', last_heartbeat: formatInstant(lastSeen) },
  });
}

/** Why a component is not there any longer. */
export type Absence = Extract<ServiceStatus, 'inactive' | 'revoked' | 'deleted'>;

/** A component that is silent, trusted no longer, or gone; a revocation is told as ever (EO-20). */
export function absentObservation(
  component: Component,
  { at, absence }: { readonly at: Instant; readonly absence: Absence },
): DeviceObservation {
  const revoked = absence === 'revoked' ? { revoked: 'true', revoked_at: formatInstant(at) } : {};
  const told = { service_status: 'offline', registry_status: absence, ...revoked };
  return observationOf(component, { at, ip: null, available: false, told });
}

function observationOf(
  { type, id, pollerId, agentId, checkerKind }: Component,
  seen: {
    readonly at: Instant;
    readonly ip: string | null;
    readonly available: boolean;
    readonly told: { readonly [key: string]: string };
  },
): DeviceObservation {
  return {
    observedAt: seen.at,
    deviceId: componentDeviceId({ type, id }),
    partition: SERVICERADAR,
    source: SERVICERADAR,
    agentId: agentId ?? '',
    pollerId: pollerId ?? '',
    ip: seen.ip,
    mac: null,
    hostname: null,
    available: seen.available,
    metadata: {
      component_type: type,
      device_type: type,
      ...(pollerId === null ? {} : { poller_id: pollerId }),
      ...(agentId === null ? {} : { agent_id: agentId }),
      ...(type === 'checker' ? { checker_id: id } : {}),
      ...(checkerKind === null ? {} : { checker_kind: checkerKind }),
      ...seen.told,
    },
  };
}
