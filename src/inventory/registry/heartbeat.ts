import type { ServiceType } from '../../catalogue/index.ts';
import { cleanIp, cleanText, type Instant } from '../../core/index.ts';
import { cleanId, isServiceType, keyOf, type ServiceKey } from './service.ts';

/** One sign of life of a service (SR-8). */
export interface Heartbeat {
  readonly type: string;
  readonly id: string | null | undefined;
  readonly pollerId?: string | null | undefined;
  readonly agentId?: string | null | undefined;
  readonly checkerKind?: string | null | undefined;
  readonly sourceIp?: string | null | undefined;
  /** SPIFFE ID that it presented, such as `spiffe://example.org/agent/1`. */
  readonly spiffeId?: string | null | undefined;
  /** Absent: now. A service cannot have been seen later than now. */
  readonly at?: Instant | null | undefined;
  /** Absent: true. */
  readonly healthy?: boolean | null | undefined;
}

export type SkipReason =
  /** It names no service, or no time. */
  | 'invalid'
  /** It is of a service that is not known, and does not tell what making it known needs. */
  | 'unknown_service'
  /** It is of a service that is not known, and only registration makes services known. */
  | 'not_registered';

/** A heartbeat that changed nothing, by its place among those that were handed in. */
export interface SkippedHeartbeat {
  readonly index: number;
  readonly reason: SkipReason;
  readonly message: string;
}

/** The report by which a service is registered that nobody registered: its earliest. */
export interface Introduction {
  readonly at: Instant;
  readonly pollerId: string;
  readonly agentId: string | null;
  readonly checkerKind: string | null;
  readonly sourceIp: string | null;
}

/** Everything that a batch says of one service. */
export interface ReportedService extends ServiceKey {
  readonly pollerId: string | null;
  readonly sourceIp: string | null;
  readonly spiffeId: string | null;
  readonly firstAt: Instant;
  readonly lastAt: Instant;
  /** At `lastAt`: false where one of several heartbeats says so. */
  readonly healthy: boolean;
  /** Null where no heartbeat tells the parents. */
  readonly introduction: Introduction | null;
  /** Places of its heartbeats. */
  readonly places: readonly number[];
}

/** What a batch comes to. */
export interface FoldedHeartbeats {
  readonly services: readonly ReportedService[];
  readonly skipped: readonly SkippedHeartbeat[];
}

/**
 * Folds a batch into one report a service, the same for every order and repetition of its members.
 * A heartbeat that cannot be used is told and harms no other one (SR-13).
 */
export function foldHeartbeats(heartbeats: readonly Heartbeat[], now: Instant): FoldedHeartbeats {
  const services = new Map<string, ReportedService>();
  const skipped: SkippedHeartbeat[] = [];
  for (const [index, heartbeat] of heartbeats.entries()) {
    const report = reportOf(heartbeat, index, now);
    if ('reason' in report) {
      skipped.push(report);
      continue;
    }
    const key = keyOf(report);
    const before = services.get(key);
    services.set(key, before === undefined ? report : combine(before, report));
  }
  return { services: [...services.values()], skipped };
}

function reportOf(
  heartbeat: Heartbeat,
  index: number,
  now: Instant,
): ReportedService | SkippedHeartbeat {
  const invalid = (message: string): SkippedHeartbeat => ({ index, reason: 'invalid', message });
  const { type } = heartbeat;
  if (typeof type !== 'string' || !isServiceType(type)) {
    return invalid(`there is no type of service "${String(type).slice(0, 40)}"`);
  }
  const id = cleanId(heartbeat.id);
  if (id === null) return invalid(`the ${type} has no id, or one that is too long`);
  const told = heartbeat.at ?? now;
  if (!Number.isSafeInteger(told)) return invalid('the time is none');
  const at = Math.min(told, now);
  const introduction = introductionOf(heartbeat, type, { id, at });
  return {
    type,
    id,
    pollerId: type === 'poller' ? id : cleanId(heartbeat.pollerId),
    sourceIp: cleanIp(heartbeat.sourceIp),
    spiffeId: cleanText(heartbeat.spiffeId),
    firstAt: at,
    lastAt: at,
    healthy: heartbeat.healthy ?? true,
    introduction,
    places: [index],
  };
}

function introductionOf(
  heartbeat: Heartbeat,
  type: ServiceType,
  { id, at }: { readonly id: string; readonly at: Instant },
): Introduction | null {
  const sourceIp = cleanIp(heartbeat.sourceIp);
  const pollerId = type === 'poller' ? id : cleanId(heartbeat.pollerId);
  if (pollerId === null) return null;
  if (type !== 'checker') {
    const agentId = type === 'agent' ? id : null;
    return { at, pollerId, agentId, checkerKind: null, sourceIp };
  }
  const [agentId, checkerKind] = [cleanId(heartbeat.agentId), cleanId(heartbeat.checkerKind)];
  if (agentId === null || checkerKind === null) return null;
  return { at, pollerId, agentId, checkerKind, sourceIp };
}

function combine(a: ReportedService, b: ReportedService): ReportedService {
  const introduction = earlier(a.introduction, b.introduction);
  const healthy =
    a.lastAt === b.lastAt ? a.healthy && b.healthy : (a.lastAt > b.lastAt ? a : b).healthy;
  return {
    type: a.type,
    id: a.id,
    pollerId: newestOf(a, b, 'pollerId'),
    sourceIp: newestOf(a, b, 'sourceIp'),
    spiffeId: newestOf(a, b, 'spiffeId'),
    firstAt: Math.min(a.firstAt, b.firstAt),
    lastAt: Math.max(a.lastAt, b.lastAt),
    healthy,
    introduction,
    places: [...a.places, ...b.places],
  };
}

/** What the later of two tells, if it does. */
function newestOf(
  a: ReportedService,
  b: ReportedService,
  name: 'pollerId' | 'sourceIp' | 'spiffeId',
): string | null {
  return a.lastAt > b.lastAt ? (a[name] ?? b[name]) : (b[name] ?? a[name]);
}

function earlier(a: Introduction | null, b: Introduction | null): Introduction | null {
  if (a === null || b === null) return a ?? b;
  return compareIntroductions(a, b) <= 0 ? a : b;
}

/** Order of introductions: the earlier first; of two at one instant that of the smaller text. */
export function compareIntroductions(a: Introduction, b: Introduction): number {
  if (a.at !== b.at) return a.at - b.at;
  const [left, right] = [textOf(a), textOf(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

const textOf = ({ pollerId, agentId, checkerKind, sourceIp }: Introduction): string =>
  JSON.stringify([pollerId, agentId, checkerKind, sourceIp]);
