import type { DeviceObservation } from '../../catalogue/index.ts';
import { formatInstant, type Instant } from '../../core/index.ts';
import { deviceIdOf, type Reporter } from './context.ts';

/** Shorter ids are numbers or the like, which are no names of hosts. */
const SHORTEST_HOSTNAME = 8;

/**
 * The device on which a reporter runs, as its own report tells (SR-36); null where its address or
 * its name is unknown.
 */
export function reporterObservation(reporter: Reporter, at: Instant): DeviceObservation | null {
  const { sourceIp, partition, pollerId, agentId } = reporter;
  const serviceId = agentId ?? pollerId;
  if (sourceIp === null || serviceId === null || !hasTextForm(at)) return null;
  const isPoller = pollerId !== null && (agentId === null || agentId === pollerId);
  const types = [...(isPoller ? ['poller'] : []), ...(agentId === null ? [] : ['agent'])];
  return {
    observedAt: at,
    deviceId: deviceIdOf(partition, sourceIp),
    partition,
    source: 'self-reported',
    agentId: agentId ?? '',
    pollerId: pollerId ?? '',
    ip: sourceIp,
    mac: null,
    hostname: serviceId.length >= SHORTEST_HOSTNAME ? serviceId : sourceIp,
    available: true,
    metadata: {
      device_type: 'host',
      service_types: types.join(','),
      service_status: 'online',
      last_heartbeat: formatInstant(at),
      primary_service: types[0] ?? 'poller',
      ...(pollerId === null ? {} : { poller_id: pollerId, poller_status: 'online' }),
      ...(agentId === null ? {} : { agent_id: agentId, agent_status: 'online' }),
    },
  };
}

/** An instant of the years that a row can carry. */
function hasTextForm(at: Instant): boolean {
  return Number.isSafeInteger(at);
}
