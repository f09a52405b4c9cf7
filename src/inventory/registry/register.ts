import type { ServiceType } from '../../catalogue/index.ts';
import { cleanText, type Instant, RadarError, repairText } from '../../core/index.ts';
import type { Database, Session } from '../../database/index.ts';
import { appendEvents, registrationDetails } from './events.ts';
import {
  cleanId,
  nameOf,
  parentOf,
  readSource,
  type Service,
  type ServiceKey,
  SYSTEM,
} from './service.ts';
import {
  insertServices,
  lockServices,
  readService,
  removeServices,
  updateServices,
} from './store.ts';

/** What is told of a service to register it. */
export interface Registration {
  readonly type: ServiceType;
  readonly id: string;
  /** Needed for an agent, unless nobody checks parents; that of a checker follows from its agent. */
  readonly pollerId?: string | null | undefined;
  /** Needed for a checker. */
  readonly agentId?: string | null | undefined;
  /** Needed for a checker. */
  readonly checkerKind?: string | null | undefined;
  /** The id unless given. */
  readonly componentId?: string | null | undefined;
  /** `config` unless given. */
  readonly source?: string | null | undefined;
  readonly spiffeId?: string | null | undefined;
  readonly metadata?: { readonly [key: string]: string } | undefined;
}

export interface RegisterOptions {
  /** Who registers. */
  readonly actor: string;
  readonly now: Instant;
  /**
   * What to do with a service that is there already: refuse, or take it over, which keeps what is
   * known of its reports and ends a revocation.
   */
  readonly existing?: 'refuse' | 'adopt';
}

/**
 * Registers a service inside a transaction. It is pending until its first report (SR-4). Throws
 * REQUEST_INVALID for what cannot be registered or has a parent that is not known (SR-5), and
 * CONFLICT for a service that is registered already; one that is deleted is registered anew.
 */
export async function registerInSession(
  database: Database,
  session: Session,
  registration: Registration,
  options: RegisterOptions,
): Promise<Service> {
  const { actor, now, existing = 'refuse' } = options;
  const asked = draftOf(registration, { actor, now });
  await lockServices(session, keysOf(asked));
  const before = await readService(database, session, asked);
  const there = before !== undefined && before.status !== 'deleted';
  if (there && existing === 'refuse') throw alreadyRegistered(before);
  const draft = await withParents(database, session, asked);
  const { type } = draft;
  let after = draft;
  if (there) {
    after = adopt(before, draft);
    const columns = ADOPTED;
    await updateServices(database, session, { type, services: [after], columns });
  } else {
    if (before !== undefined) await removeServices(database, session, { type, ids: [draft.id] });
    await insertServices(database, session, { type, services: [draft] });
  }
  await appendEvents(database, session, [
    { type: 'registered', service: after, actor, at: now, details: registrationDetails(after) },
  ]);
  return after;
}

function draftOf(
  { type, ...told }: Registration,
  { actor, now }: { readonly actor: string; readonly now: Instant },
): Service {
  const required = (value: string | null | undefined, what: string): string => {
    const id = cleanId(value);
    if (id !== null) return id;
    throw new RadarError(
      'REQUEST_INVALID',
      `The ${type} has no ${what}, or one that is too long.`,
      {
        hint: `Give its ${what}, of at most 500 characters.`,
      },
    );
  };
  const id = required(told.id, 'id');
  const agentId = { poller: null, agent: id, checker: told.agentId }[type];
  const source = readSource(cleanText(told.source) ?? 'config');
  const needsPoller = type === 'agent';
  return {
    type,
    id,
    poller_id: needsPoller
      ? required(told.pollerId, 'poller_id')
      : type === 'poller'
        ? id
        : (cleanId(told.pollerId) ?? ''),
    agent_id: type === 'checker' ? required(agentId, 'agent_id') : (agentId ?? null),
    checker_kind: type === 'checker' ? required(told.checkerKind, 'checker_kind') : null,
    component_id: cleanText(told.componentId) ?? id,
    registration_source: source,
    status: 'pending',
    spiffe_identity: cleanText(told.spiffeId),
    first_registered: now,
    first_seen: null,
    last_seen: null,
    metadata: cleanMap(told.metadata ?? {}),
    created_by: cleanText(actor) ?? SYSTEM,
    is_healthy: type === 'poller' ? true : null,
    updated_at: now,
  };
}

function cleanMap(metadata: { readonly [key: string]: string }): { [key: string]: string } {
  const entries = Object.entries(metadata).flatMap(([key, value]) => {
    const name = cleanText(key);
    return name === null ? [] : [[name, repairText(value)] as const];
  });
  return Object.fromEntries(entries);
}

/** The service and its parents, as far as they are named. */
function keysOf({ type, id, poller_id: pollerId, agent_id: agentId }: Service): ServiceKey[] {
  const keys: ServiceKey[] = [{ type, id }];
  if (type !== 'poller' && pollerId !== '') keys.push({ type: 'poller', id: pollerId });
  if (type === 'checker') keys.push({ type: 'agent', id: agentId ?? '' });
  return keys;
}

/** A parent must be known and trusted, unless reports alone speak of the service (SR-5). */
async function withParents(database: Database, session: Session, draft: Service): Promise<Service> {
  const parentId = parentOf(draft);
  if (parentId === null) return draft;
  const parent = { type: draft.type === 'agent' ? 'poller' : 'agent', id: parentId } as const;
  const found = await readService(database, session, parent);
  if (draft.registration_source !== 'implicit') checkParent(draft, parent, found);
  if (draft.type === 'agent') return draft;
  const { poller_id: told } = draft;
  const pollerId = found?.poller_id ?? told;
  if (pollerId === '') {
    throw new RadarError('REQUEST_INVALID', `The ${nameOf(draft)} has no poller_id.`, {
      hint: 'Its agent is not known, so nothing else tells its poller.',
    });
  }
  if (told !== '' && told !== pollerId) {
    throw new RadarError(
      'REQUEST_INVALID',
      `The ${nameOf(draft)} cannot belong to poller "${told}": its agent belongs to "${pollerId}".`,
      { hint: 'Leave poller_id out.' },
    );
  }
  return { ...draft, poller_id: pollerId };
}

function checkParent(draft: Service, parent: ServiceKey, found: Service | undefined): void {
  const state = found?.status;
  if (state !== undefined && state !== 'deleted' && state !== 'revoked') return;
  const why = state === undefined || state === 'deleted' ? 'is not registered' : 'is revoked';
  throw new RadarError(
    'REQUEST_INVALID',
    `The ${nameOf(draft)} cannot be registered: its ${nameOf(parent)} ${why}.`,
    { hint: `Register or restore the ${parent.type} before.` },
  );
}

const alreadyRegistered = (service: Service): RadarError =>
  new RadarError(
    'CONFLICT',
    `The ${nameOf(service)} is registered already and is ${service.status}.`,
    { hint: 'Take another id, or revoke and delete it before.' },
  );

/** What a registration changes of a service that is there. */
const ADOPTED = [
  'poller_id',
  'agent_id',
  'checker_kind',
  'component_id',
  'registration_source',
  'status',
  'spiffe_identity',
  'metadata',
  'created_by',
  'updated_at',
] as const satisfies readonly (keyof Service)[];

function adopt(before: Service, draft: Service): Service {
  return {
    ...before,
    poller_id: draft.poller_id,
    agent_id: draft.agent_id,
    checker_kind: draft.checker_kind,
    component_id: draft.component_id,
    registration_source: draft.registration_source,
    status: before.status === 'revoked' ? 'pending' : before.status,
    spiffe_identity: draft.spiffe_identity ?? before.spiffe_identity,
    metadata: { ...before.metadata, ...draft.metadata },
    created_by: draft.created_by,
    updated_at: draft.updated_at,
  };
}
