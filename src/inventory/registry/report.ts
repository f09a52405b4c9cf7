import { formatInstant, type Instant } from '../../core/index.ts';
import {
  compareIntroductions,
  type Introduction,
  type ReportedService,
  type SkipReason,
} from './heartbeat.ts';
import { SERVICE_MOVES } from './lifecycle.ts';
import { type Service, SYSTEM } from './service.ts';

/** What a report does to a service. */
export type ReportEffect =
  | { readonly kind: 'skipped'; readonly reason: Exclude<SkipReason, 'invalid'> }
  | {
      readonly kind: 'introduced' | 'changed' | 'unchanged';
      readonly after: Service;
      /** Absent where it is introduced. */
      readonly before?: Service;
      /** Whether what registration tells follows from an earlier report than before. */
      readonly reintroduced: boolean;
    };

export interface ReportTerms {
  readonly now: Instant;
  /** Whether a report may make a service known. */
  readonly implicit: boolean;
  /** The health of a poller where it follows from its services rather than from the report. */
  readonly health?: boolean | undefined;
}

/**
 * What a report makes of a service. Earliest and latest sight are a minimum and a maximum, health is
 * that of the latest, and what is known of a service that nobody registered is that of its earliest
 * report: so the same reports come to the same row in any order, any grouping and any number of
 * times (SR-9 to SR-12, SR-26).
 */
export function applyReport(
  before: Service | undefined,
  report: ReportedService,
  terms: ReportTerms,
): ReportEffect {
  if (before === undefined) return introduce(report, terms);
  const seen = seenBy(before, report, terms);
  const introduction = before.registration_source === 'implicit' ? report.introduction : null;
  const reintroduced =
    introduction !== null &&
    SERVICE_MOVES[before.status].report === 'active' &&
    compareIntroductions(introduction, introductionOf(before)) < 0;
  const after = reintroduced ? { ...seen, ...toldBy(introduction) } : seen;
  const same = SEEN.every((name) => after[name] === before[name]) && !reintroduced;
  if (same) return { kind: 'unchanged', before, after: before, reintroduced };
  return { kind: 'changed', before, after: { ...after, updated_at: terms.now }, reintroduced };
}

/** What reports may change of any service; all else is of registration (SR-25). */
export const SEEN = ['status', 'first_seen', 'last_seen', 'is_healthy'] as const;

/** What reports may also change of a service that only reports made known. */
export const INTRODUCED = [
  'poller_id',
  'agent_id',
  'checker_kind',
  'first_registered',
  'metadata',
] as const;

function introduce(report: ReportedService, terms: ReportTerms): ReportEffect {
  const { introduction, type, id } = report;
  if (introduction === null) return { kind: 'skipped', reason: 'unknown_service' };
  if (!terms.implicit) return { kind: 'skipped', reason: 'not_registered' };
  const after: Service = {
    type,
    id,
    component_id: id,
    registration_source: 'implicit',
    status: 'active',
    spiffe_identity: null,
    first_seen: report.firstAt,
    last_seen: report.lastAt,
    created_by: SYSTEM,
    is_healthy: type === 'poller' ? (terms.health ?? report.healthy) : null,
    updated_at: terms.now,
    ...toldBy(introduction),
  };
  return { kind: 'introduced', after, reintroduced: false };
}

/** What the earliest report tells of a service (SR-14). */
function toldBy(introduction: Introduction) {
  const { at, pollerId, agentId, checkerKind, sourceIp } = introduction;
  return {
    poller_id: pollerId,
    agent_id: agentId,
    checker_kind: checkerKind,
    first_registered: at,
    metadata: {
      auto_registered: 'true',
      registration_time: formatInstant(at),
      ...(sourceIp === null ? {} : { source_ip: sourceIp }),
    },
  };
}

/** The report that made a service known. */
const introductionOf = (service: Service): Introduction => ({
  at: service.first_registered,
  pollerId: service.poller_id,
  agentId: service.agent_id,
  checkerKind: service.checker_kind,
  sourceIp: service.metadata.source_ip ?? null,
});

/** A report that is not newer than all before is no sign that a silent service is back. */
function seenBy(before: Service, report: ReportedService, terms: ReportTerms): Service {
  const { firstAt, lastAt } = report;
  const newer = before.last_seen === null || lastAt > before.last_seen;
  const status = newer ? (SERVICE_MOVES[before.status].report ?? before.status) : before.status;
  return {
    ...before,
    status,
    first_seen: Math.min(before.first_seen ?? firstAt, firstAt),
    last_seen: Math.max(before.last_seen ?? lastAt, lastAt),
    is_healthy: healthBy(before, report, { newer, ...terms }),
  };
}

function healthBy(
  before: Service,
  report: ReportedService,
  { newer, health }: { readonly newer: boolean; readonly health?: boolean | undefined },
): boolean | null {
  const { type, status, is_healthy: known, last_seen: lastSeen } = before;
  if (type !== 'poller' || status === 'revoked' || status === 'deleted') return known;
  // One that is silent is unhealthy until it reports again.
  if (status === 'inactive' && !newer) return known;
  if (health !== undefined) return health;
  if (newer) return report.healthy;
  return report.lastAt === lastSeen ? known === true && report.healthy : known;
}
