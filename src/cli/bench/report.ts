import { table } from '../table.ts';
import type { Result } from './result.ts';

const HEADER = [
  ...['DATASET', 'WAY', 'ROWS/S', 'RATIO', 'P50', 'P95', 'P99', 'CLIENT CPU', 'SERVE CPU'],
  ...['DB CPU', 'SERVE RSS', 'WAL/ROW', 'FULL'],
];

/** The results as a table, with what its columns say below it. */
export function resultsText(results: readonly Result[]): string {
  const rows = results.map((one) => [
    one.dataset,
    one.way,
    one.rows_per_second.toLocaleString('en-US'),
    one.ratio === null
      ? '1'
      : `${one.ratio.median.toFixed(2)} (${one.ratio.least.toFixed(2)}-${one.ratio.greatest.toFixed(2)})`,
    milliseconds(one.latency_ms.p50),
    milliseconds(one.latency_ms.p95),
    milliseconds(one.latency_ms.p99),
    `${one.client_cpu_percent} %`,
    one.serve_cpu_percent === null ? '-' : `${one.serve_cpu_percent} %`,
    one.database_cpu_seconds_per_million_rows?.toFixed(1) ?? '-',
    one.peak_serve_bytes === null ? '-' : `${Math.round(one.peak_serve_bytes / 1_048_576)} MiB`,
    one.wal_bytes_per_row === null ? '-' : `${one.wal_bytes_per_row} B`,
    String(one.turned_away),
  ]);
  return `${table(HEADER, rows)}
RATIO: against the first way of the dataset, median of the rounds (least-greatest). P50 to P99: from
when a batch was due until its commit, in milliseconds. CPU: of one core; DB CPU: seconds of one core
per million rows. FULL: batches that found no room and were sent again, or by --rate were not.
`;
}

function milliseconds(value: number | null): string {
  if (value === null) return '-';
  return value < 10 ? value.toFixed(1) : String(Math.round(value));
}
