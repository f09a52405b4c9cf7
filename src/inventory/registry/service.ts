import {
  REGISTRATION_SOURCES,
  type RegistrationSource,
  SERVICE_TYPES,
  type ServiceStatus,
  type ServiceType,
} from '../../catalogue/index.ts';
import { cleanText, type Instant, RadarError, suggest } from '../../core/index.ts';

/** Names a service; an id of one type is not that of another. */
export interface ServiceKey {
  readonly type: ServiceType;
  readonly id: string;
}

/** A poller, agent or checker as it is stored (SR-1). */
export interface Service extends ServiceKey {
  readonly poller_id: string;
  /** Null for a poller. */
  readonly agent_id: string | null;
  /** Null for what is no checker. */
  readonly checker_kind: string | null;
  readonly component_id: string | null;
  readonly registration_source: RegistrationSource;
  readonly status: ServiceStatus;
  readonly spiffe_identity: string | null;
  readonly first_registered: Instant;
  readonly first_seen: Instant | null;
  readonly last_seen: Instant | null;
  readonly metadata: { readonly [key: string]: string };
  readonly created_by: string;
  /** Null for what is no poller. */
  readonly is_healthy: boolean | null;
  readonly updated_at: Instant;
}

/** Longer ids do not fit into an index with others. */
const LONGEST_ID = 500;

/** Where nobody else is told to have done something. */
export const SYSTEM = 'system';

/** What stands for a service in a sentence. */
export const nameOf = ({ type, id }: ServiceKey): string => `${type} "${id.slice(0, 100)}"`;

/** One text for the key, to be used in maps. */
export const keyOf = ({ type, id }: ServiceKey): string => `${type}:${id}`;

/** Poller of an agent, agent of a checker; null for a poller. */
export function parentOf(service: Pick<Service, 'type' | 'poller_id' | 'agent_id'>): string | null {
  if (service.type === 'poller') return null;
  return service.type === 'agent' ? service.poller_id : service.agent_id;
}

/** An id as it is stored; null for one that cannot be. */
export function cleanId(id: string | null | undefined): string | null {
  const clean = cleanText(id);
  return clean === null || clean.length > LONGEST_ID ? null : clean;
}

/** Whether a text names a type of service. */
export function isServiceType(text: string): text is ServiceType {
  return (SERVICE_TYPES as readonly string[]).includes(text);
}

/** Reads how a service became known. Throws REQUEST_INVALID. */
export function readSource(text: string): RegistrationSource {
  const source = REGISTRATION_SOURCES.find((one) => one === text);
  if (source !== undefined) return source;
  const near = suggest(text, REGISTRATION_SOURCES);
  const takes = `It is one of ${REGISTRATION_SOURCES.join(', ')}.`;
  throw new RadarError('REQUEST_INVALID', `There is no registration source "${text}".`, {
    hint: near === undefined ? takes : `Did you mean "${near}"? ${takes}`,
  });
}

/** What to throw for a service that is not known (SR-21). */
export const unknownService = (key: ServiceKey): RadarError =>
  new RadarError('NOT_FOUND', `There is no ${nameOf(key)} in the registry.`, {
    hint: `GET /api/registry/${key.type}s and \`radarstore registry list\` tell those that are.`,
  });
