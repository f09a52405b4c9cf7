import type { IngestLine, IngestReport, LatencyReport } from '../../contract/index.ts';
import { formatInstant } from '../../core/index.ts';
import type { LetterHead } from '../../ingest/index.ts';
import type { Metrics, MetricValue } from '../../observe/index.ts';

/** What the process has counted of rows on their way in: its own metrics in another form. */
export async function ingestReport(
  metrics: Metrics,
  told: {
    readonly now: string;
    readonly startedAt: string;
    readonly newest: LetterHead | undefined;
  },
): Promise<IngestReport> {
  const one = async (name: string) => whole((await metrics.read(name))[0]?.value ?? 0);
  const letters = await metrics.read('radarstore_dead_letters_total');
  const datasets = await queueOf(metrics);
  const retries = await metrics.read('radarstore_write_retries_total');
  const { newest } = told;
  return {
    now: told.now,
    started_at: told.startedAt,
    lines: await linesOf(metrics),
    queue: {
      rows: await one('radarstore_write_queue_rows'),
      bytes: datasets.reduce((sum, { bytes }) => sum + bytes, 0),
      datasets,
    },
    batch: latencyOf(await metrics.read('radarstore_write_batch_seconds')),
    commit: latencyOf(await metrics.read('radarstore_write_commit_seconds')),
    retries: retries.map(({ labels, value }) => ({
      reason: String(labels.reason),
      transactions: whole(value),
    })),
    dead_letters: {
      kept: figure(letters, { outcome: 'kept' }) ?? 0,
      dropped: figure(letters, { outcome: 'dropped' }) ?? 0,
    },
    last_refusal: newest === undefined ? null : refusalOf(newest),
  };
}

function refusalOf(letter: LetterHead): IngestReport['last_refusal'] {
  const { id, dataset, receiver, reason, message, lastReceivedAt } = letter;
  return { id, dataset, receiver, reason, message, received_at: formatInstant(lastReceivedAt) };
}

const whole = (value: number) => Math.round(value);

type Labels = { readonly [label: string]: string };

function figure(values: readonly MetricValue[], wanted: Labels): number | undefined {
  return values.find(({ labels }) =>
    Object.entries(wanted).every(([label, value]) => labels[label] === value),
  )?.value;
}

async function linesOf(metrics: Metrics): Promise<IngestLine[]> {
  const rows = await metrics.read('radarstore_rows_total');
  const refusals = await metrics.read('radarstore_rows_refused_total');
  const lags = await metrics.read('radarstore_write_lag_seconds');
  const lasts = await metrics.read('radarstore_write_last_stored_timestamp_seconds');
  const keys = new Map(
    [...rows, ...refusals].map(({ labels }) => {
      const key = { dataset: String(labels.dataset), receiver: String(labels.receiver) };
      return [`${key.dataset} ${key.receiver}`, key];
    }),
  );
  const lines = [...keys.values()].map((key): IngestLine => {
    const count = (outcome: string) => figure(rows, { ...key, outcome }) ?? 0;
    const last = figure(lasts, key);
    const reasons = reasonsOf(refusals, key);
    const refused = reasons.reduce((sum, one) => sum + one.rows, 0);
    return {
      ...key,
      // Records that no row became of never came to the writer.
      received: count('received') + refused - count('refused'),
      accepted: count('stored'),
      duplicates: count('duplicate'),
      conflicts: count('conflict'),
      refused,
      abandoned: count('abandoned'),
      turned_away: count('turned_away'),
      reasons,
      lag_seconds: figure(lags, key) ?? null,
      last_stored: last === undefined ? null : formatInstant(whole(last * 1_000_000)),
    };
  });
  return lines.sort((a, b) =>
    `${a.dataset} ${a.receiver}` < `${b.dataset} ${b.receiver}` ? -1 : 1,
  );
}

function reasonsOf(
  refusals: readonly MetricValue[],
  { dataset, receiver }: { readonly dataset: string; readonly receiver: string },
): IngestLine['reasons'] {
  return refusals
    .filter(({ labels }) => labels.dataset === dataset && labels.receiver === receiver)
    .map(({ labels, value }) => ({ reason: String(labels.reason), rows: whole(value) }))
    .sort((a, b) => b.rows - a.rows);
}

async function queueOf(metrics: Metrics): Promise<IngestReport['queue']['datasets']> {
  const bytes = await metrics.read('radarstore_write_queue_dataset_bytes');
  const rows = await metrics.read('radarstore_write_queue_dataset_rows');
  return rows.map(({ labels, value }) => {
    const dataset = String(labels.dataset);
    return { dataset, rows: whole(value), bytes: whole(figure(bytes, { dataset }) ?? 0) };
  });
}

function latencyOf(values: readonly MetricValue[]): LatencyReport {
  const buckets = values
    .filter(({ name, labels }) => name.endsWith('_bucket') && labels.le !== undefined)
    .map(({ labels, value }) => ({
      to: Number(String(labels.le).replace('+Inf', 'Infinity')),
      value,
    }))
    .sort((a, b) => a.to - b.to);
  return {
    count: buckets.at(-1)?.value ?? 0,
    p50_seconds: quantile(buckets, 0.5),
    p95_seconds: quantile(buckets, 0.95),
    p99_seconds: quantile(buckets, 0.99),
  };
}

/** The quantile of counts that grow from bucket to bucket, as Prometheus tells it: even within one. */
function quantile(
  buckets: readonly { readonly to: number; readonly value: number }[],
  share: number,
): number | null {
  const total = buckets.at(-1)?.value ?? 0;
  if (total === 0) return null;
  const rank = share * total;
  let before = { to: 0, value: 0 };
  for (const bucket of buckets) {
    if (bucket.value >= rank) {
      if (!Number.isFinite(bucket.to)) return before.to;
      const within = (rank - before.value) / (bucket.value - before.value);
      return before.to + (bucket.to - before.to) * within;
    }
    before = bucket;
  }
  return before.to;
}
