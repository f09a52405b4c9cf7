/**
 * Everything that can be set, after flags, environment, file and defaults were put together.
 * Durations are milliseconds, sizes are counts.
 */
export interface Settings {
  readonly database: {
    /** Null: the embedded PostgreSQL. */
    readonly url: string | null;
    /** Schema of all relations. */
    readonly schema: string;
    readonly maxConnections: number;
    readonly statementTimeoutMs: number;
  };
  /** Absolute path of the folder that holds the embedded database. */
  readonly dataDir: string;
  readonly embedded: {
    /** Loopback port for psql and other clients; null: only the private socket. */
    readonly port: number | null;
  };
  readonly http: {
    readonly host: string;
    readonly port: number;
  };
  readonly identity: {
    /** Names under which this process reports its own host and service. */
    readonly pollerId: string;
    readonly agentId: string;
    readonly partition: string;
  };
  readonly hostReceiver: {
    readonly enabled: boolean;
    readonly intervalMs: number;
    /** Address that names the device of this host; null: the one that it uses for its default route. */
    readonly address: string | null;
    /** Processes per sample, the busiest first; 0: all. */
    readonly processes: number;
  };
  readonly ingest: {
    /** Rows that may wait to be stored. */
    readonly queueRows: number;
  };
  readonly maintenance: {
    readonly intervalMs: number;
  };
  readonly log: {
    readonly level: 'trace' | 'debug' | 'info' | 'warn' | 'error';
    readonly format: 'text' | 'json';
  };
}
