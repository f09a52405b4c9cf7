import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** The metrics of one process, in Prometheus terms. Names begin with `radarstore_`. */
export interface Metrics {
  /**
   * Rows by dataset and receiver: each that was `received` ends as `stored`, `duplicate`, `conflict`,
   * `refused` or `abandoned`; one that was `turned_away` from a full queue was never received.
   */
  readonly rows: Counter<'dataset' | 'receiver' | 'outcome'>;
  /** Refused rows, and records that no row became of. */
  readonly refusals: Counter<'dataset' | 'receiver' | 'reason'>;
  readonly batchRows: Histogram<string>;
  readonly batchSeconds: Histogram<string>;
  readonly commitSeconds: Histogram<string>;
  readonly retries: Counter<'reason'>;
  /** From the receipt of the newest stored rows to their commit. */
  readonly lagSeconds: Gauge<'dataset' | 'receiver'>;
  /** When rows were stored last, in seconds since 1970. */
  readonly lastStoredSeconds: Gauge<'dataset' | 'receiver'>;
  /** Dead letters that were `kept`, and `dropped` because there were too many. */
  readonly deadLetters: Counter<'outcome'>;
  /** Samples of this host: `stored`, `dropped` by a full queue, `failed`, and ticks `skipped`. */
  readonly hostSamples: Counter<'outcome'>;
  readonly httpSeconds: Histogram<'method' | 'route' | 'status'>;
  /**
   * OTLP requests: `accepted`, `partial` where some records were refused, `unreadable`, `refused`
   * by size or type, `turned_away` from a full queue, `failed`.
   */
  readonly otlpRequests: Counter<'signal' | 'transport' | 'outcome'>;
  /**
   * Messages of NATS by stream: `received` and `redelivered` as they come (dataset `any`), `stored`,
   * `dead_letter` and `empty` by the dataset of their route after the commit, `sent_back` else.
   */
  readonly natsMessages: Counter<'stream' | 'dataset' | 'outcome'>;
  /** Messages that wait at the broker. */
  readonly natsPending: Gauge<'stream'>;
  readonly natsDisconnects: Counter<string>;
  /**
   * What Prometheus remote write brings and no row becomes of: `stale` marks of series that ended,
   * and `exemplar`s.
   */
  readonly remoteWriteLeftOut: Counter<'kind'>;
  /** A figure that is read when it is asked for. */
  gauge(name: string, help: string, read: () => number | undefined): void;
  /** The same for one figure per dataset. */
  gaugeByDataset(name: string, help: string, read: () => Iterable<readonly [string, number]>): void;
  /** What a metric of that name tells now; nothing where there is none. */
  read(name: string): Promise<readonly MetricValue[]>;
  /** All metrics in Prometheus' text format. */
  expose(): Promise<string>;
  readonly contentType: string;
}

/** One figure of a metric. Those of a histogram have the name of the metric with a suffix. */
export interface MetricValue {
  readonly name: string;
  readonly labels: { readonly [label: string]: string | number | undefined };
  readonly value: number;
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
    ...writeMetrics(registers),
    ...receiverMetrics(registers),
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
    gaugeByDataset(name, help, read) {
      new Gauge({
        name,
        help,
        labelNames: ['dataset'],
        registers,
        collect() {
          this.reset();
          for (const [dataset, value] of read()) this.set({ dataset }, value);
        },
      });
    },
    async read(name) {
      const found = await registry.getSingleMetric(name)?.get();
      const values = (found?.values ?? []) as (Omit<MetricValue, 'name'> & {
        metricName?: string;
      })[];
      return values.map(({ metricName, labels, value }) => ({
        name: metricName ?? name,
        labels,
        value,
      }));
    },
    expose: () => registry.metrics(),
    contentType: registry.contentType,
  };
}

/** What the writer counts and measures. */
function writeMetrics(registers: Registry[]) {
  return {
    rows: new Counter({
      name: 'radarstore_rows_total',
      help: 'Rows by dataset, receiver and outcome.',
      labelNames: ['dataset', 'receiver', 'outcome'],
      registers,
    }),
    refusals: new Counter({
      name: 'radarstore_rows_refused_total',
      help: 'Refused rows and records by dataset, receiver and reason.',
      labelNames: ['dataset', 'receiver', 'reason'],
      registers,
    }),
    batchRows: new Histogram({
      name: 'radarstore_write_batch_rows',
      help: 'Rows of one write transaction.',
      buckets: [1, 10, 100, 500, 1_000, 5_000, 10_000, 50_000],
      registers,
    }),
    batchSeconds: new Histogram({
      name: 'radarstore_write_batch_seconds',
      help: 'Time from the begin to the commit of one write transaction.',
      buckets: SECONDS,
      registers,
    }),
    commitSeconds: new Histogram({
      name: 'radarstore_write_commit_seconds',
      help: 'Time of the commit of one write transaction.',
      buckets: SECONDS,
      registers,
    }),
    lagSeconds: new Gauge({
      name: 'radarstore_write_lag_seconds',
      help: 'Time from the receipt of the newest stored rows to their commit.',
      labelNames: ['dataset', 'receiver'],
      registers,
    }),
    lastStoredSeconds: new Gauge({
      name: 'radarstore_write_last_stored_timestamp_seconds',
      help: 'When rows were stored last, in seconds since 1970.',
      labelNames: ['dataset', 'receiver'],
      registers,
    }),
    deadLetters: new Counter({
      name: 'radarstore_dead_letters_total',
      help: 'Dead letters that were kept, and dropped because there were too many.',
      labelNames: ['outcome'],
      registers,
    }),
    retries: new Counter({
      name: 'radarstore_write_retries_total',
      help: 'Write transactions that were tried again, by reason.',
      labelNames: ['reason'],
      registers,
    }),
  };
}

/** What the ways into the store count and measure. */
function receiverMetrics(registers: Registry[]) {
  return {
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
    otlpRequests: new Counter({
      name: 'radarstore_otlp_requests_total',
      help: 'OTLP requests by signal, transport and outcome.',
      labelNames: ['signal', 'transport', 'outcome'],
      registers,
    }),
    natsMessages: new Counter({
      name: 'radarstore_nats_messages_total',
      help: 'Messages of NATS by stream, dataset and outcome.',
      labelNames: ['stream', 'dataset', 'outcome'],
      registers,
    }),
    natsPending: new Gauge({
      name: 'radarstore_nats_pending_messages',
      help: 'Messages that wait at the broker to be delivered, by stream.',
      labelNames: ['stream'],
      registers,
    }),
    natsDisconnects: new Counter({
      name: 'radarstore_nats_disconnects_total',
      help: 'Sessions with the broker that ended or did not come about.',
      registers,
    }),
    remoteWriteLeftOut: new Counter({
      name: 'radarstore_remote_write_left_out_total',
      help: 'Parts of Prometheus remote writes that are no samples, by kind.',
      labelNames: ['kind'],
      registers,
    }),
  };
}
