import { agingOf, type Dataset, timeOf } from '../../catalogue/index.ts';
import type { Instant } from '../../core/index.ts';
import { isOverdue, type JobRecord } from '../maintenance/index.ts';
import type { LivePolicy } from '../reconcile/index.ts';
import type { Retentions } from '../retention/index.ts';
import type { Size } from './size.ts';

const DAY = 86_400;
const HOUR = 3_600;

/** How long rows of one dataset stay. Durations in seconds. */
export interface DatasetRetention {
  /** What holds: what was chosen, else what the catalogue declares; null: rows stay for ever. */
  readonly declaredSeconds: number | null;
  /** What the catalogue declares. */
  readonly catalogueSeconds: number | null;
  /** Who chose it and when; null while nobody did. */
  readonly chosen: { readonly actor: string; readonly changedAt: Instant } | null;
  /** Width of the chunks that are made now; null for an ordinary table. */
  readonly chunkSeconds: number | null;
  /** Age that no row exceeds; null while nothing drops rows. */
  readonly effectiveSeconds: number | null;
  /** What drops rows: `policy` of the server, `maintenance`; null when nothing does. */
  readonly enforcedBy: string | null;
  readonly reason?: string;
}

/** What is known of the database when retention is judged. */
export interface Known {
  readonly retentions: Retentions;
  readonly jobs: readonly JobRecord[];
  /** Retention policies of the server that run, by hypertable. */
  readonly policies: ReadonlyMap<string, LivePolicy>;
  readonly now: Instant;
  readonly intervalMs: number;
}

/** The three facts: what is declared, what that amounts to, and why it does not where it does not. */
export function retentionOf(dataset: Dataset, size: Size, known: Known): DatasetRetention {
  const aging = known.retentions.aging(dataset);
  const slicing = known.retentions.slicing(dataset);
  const chosen = known.retentions.chosen(dataset);
  if (aging === undefined) return FOR_EVER;
  const declaredSeconds = Math.round(aging.retentionDays * DAY);
  const chunkSeconds = slicing === undefined ? null : slicing.chunkHours * HOUR;
  const widest = Math.max(chunkSeconds ?? 0, size.widestSeconds);
  return {
    declaredSeconds,
    catalogueSeconds: Math.round((agingOf(dataset)?.retentionDays ?? 0) * DAY),
    chosen: chosen === undefined ? null : { actor: chosen.actor, changedAt: chosen.changedAt },
    chunkSeconds,
    ...enforcement(dataset, { declaredSeconds, widest }, known),
  };
}

const FOR_EVER: DatasetRetention = {
  declaredSeconds: null,
  catalogueSeconds: null,
  chosen: null,
  chunkSeconds: null,
  effectiveSeconds: null,
  enforcedBy: null,
};

type Enforcement = Pick<DatasetRetention, 'effectiveSeconds' | 'enforcedBy' | 'reason'>;

function enforcement(
  dataset: Dataset,
  { declaredSeconds, widest }: { readonly declaredSeconds: number; readonly widest: number },
  { jobs, policies, now, intervalMs }: Known,
): Enforcement {
  const policy = policies.get(dataset.name);
  if (policy?.scheduled === true && policy.afterSeconds !== null) {
    const effectiveSeconds = policy.afterSeconds + widest + policy.everySeconds;
    return { effectiveSeconds, enforcedBy: 'policy' };
  }
  const job = timeOf(dataset) === undefined ? 'prune_tables' : 'drop_chunks';
  const record = jobs.find((one) => one.job === job);
  const error = record?.last_error ?? null;
  if (error !== null || isOverdue(record, { now, intervalMs })) {
    const reason = error ?? 'no process has run maintenance lately';
    return { effectiveSeconds: null, enforcedBy: null, reason };
  }
  const effectiveSeconds = declaredSeconds + widest + intervalMs / 1_000;
  return { effectiveSeconds, enforcedBy: 'maintenance' };
}
