import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** The metrics of one process, in Prometheus terms. Names begin with `radarstore_`. */
export interface Metrics {
  /**
   * Rows by dataset: each that was `received` ends as `stored`, `duplicate`, `refused` or
   * `abandoned`; one that was `turned_away` from a full queue was never received.
   */
  readonly rows: Counter<'dataset' | 'outcome'>;
  readonly refusals: Counter<'dataset' | 'reason'>;
  readonly batchSeconds: Histogram<string>;
  readonly retries: Counter<'reason'>;
  /** Samples of this host: `stored`, `dropped` by a full queue, `failed`, and ticks `skipped`. */
  readonly hostSamples: Counter<'outcome'>;
  readonly httpSeconds: Histogram<'method' | 'route' | 'status'>;
  /** A figure that is read when it is asked for. */
  gauge(name: string, help: string, read: () => number | undefined): void;
  /** All metrics in Prometheus' text format. */
  expose(): Promise<string>;
  readonly contentType: string;
}

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Makes the registry of a process. Each process has its own, so that tests do not share one. */
export function createMetrics(version: string): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  new Gauge({
    name: 'radarstore_info',
    help: 'Always 1; the labels tell the version.',
    labelNames: ['version'],
    registers,
  }).set({ version }, 1);
  return {
    rows: new Counter({
      name: 'radarstore_rows_total',
      help: 'Rows by dataset and outcome.',
      labelNames: ['dataset', 'outcome'],
      registers,
    }),
    refusals: new Counter({
      name: 'radarstore_rows_refused_total',
      help: 'Refused rows by dataset and reason.',
      labelNames: ['dataset', 'reason'],
      registers,
    }),
    batchSeconds: new Histogram({
      name: 'radarstore_write_batch_seconds',
      help: 'Time from the begin to the commit of one write transaction.',
      buckets: SECONDS,
      registers,
    }),
    retries: new Counter({
      name: 'radarstore_write_retries_total',
      help: 'Write transactions that were tried again, by reason.',
      labelNames: ['reason'],
      registers,
    }),
    hostSamples: new Counter({
      name: 'radarstore_host_samples_total',
      help: 'Samples of this host by outcome.',
      labelNames: ['outcome'],
      registers,
    }),
    httpSeconds: new Histogram({
      name: 'radarstore_http_request_seconds',
      help: 'Time of HTTP requests by route and status.',
      labelNames: ['method', 'route', 'status'],
      buckets: SECONDS,
      registers,
    }),
    gauge(name, help, read) {
      new Gauge({
        name,
        help,
        registers,
        collect() {
          const value = read();
          if (value === undefined) this.remove();
          else this.set(value);
        },
      });
    },
    expose: () => registry.metrics(),
    contentType: registry.contentType,
  };
}
