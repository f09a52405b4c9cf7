import type { Network } from '../core/index.ts';
import type { NatsConfig } from './nats.ts';
import type { AuthConfig } from './sections/auth.ts';
import type { InventoryConfig } from './sections/inventory.ts';
import type { OnboardingConfig } from './sections/onboarding.ts';
import type { RegistryConfig } from './sections/registry.ts';

/**
 * Everything that can be set, after flags, environment, file and defaults were put together.
 * Durations are milliseconds, sizes are counts.
 */
export interface Settings {
  readonly database: {
    /** Null: the embedded PostgreSQL. */
    readonly url: string | null;
    /** The same database by a role that stores rows; null: by that of `url`. */
    readonly writerUrl: string | null;
    /** The same database by a role that only reads; null: by that of `url`. */
    readonly readerUrl: string | null;
    /** Schema of all relations. */
    readonly schema: string;
    readonly maxConnections: number;
    readonly statementTimeoutMs: number;
  };
  /** Roles that get rights when the schema is applied; null: there is none of the kind. */
  readonly roles: {
    readonly writer: string | null;
    readonly reader: string | null;
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
    /** Networks of proxies whose word on the sender of a request is taken. */
    readonly trustedProxies: readonly Network[];
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
    /** Rows that may wait to be stored, and their memory: over all datasets and of each. */
    readonly queueRows: number;
    readonly queueBytes: number;
    readonly datasetQueueRows: number;
    readonly datasetQueueBytes: number;
    /** Rows that one transaction puts together at most. */
    readonly batchRows: number;
    /** How long small writes gather after a transaction with their datasets began. */
    readonly batchAgeMs: number;
    /** Connections that store rows at the same time. */
    readonly connections: number;
    /** Refused records within an hour beyond which readiness is degraded. */
    readonly deadLetterBudget: number;
  };
  readonly discovery: {
    /** Networks in which receivers find no devices for the inventory. */
    readonly ignoredNetworks: readonly Network[];
  };
  readonly otlp: {
    readonly enabled: boolean;
    readonly host: string;
    readonly grpcPort: number;
    readonly httpPort: number;
    /** Longest request, unpacked. */
    readonly maxBytes: number;
  };
  /** Null: nothing is received from NATS. */
  readonly nats: NatsConfig | null;
  readonly auth: AuthConfig;
  readonly onboarding: OnboardingConfig;
  readonly inventory: InventoryConfig;
  readonly registry: RegistryConfig;
  /** How long rows stay, by dataset; null: as the catalogue declares. */
  readonly retention: ReadonlyMap<string, number | null>;
  readonly maintenance: {
    readonly intervalMs: number;
  };
  readonly log: {
    readonly level: 'trace' | 'debug' | 'info' | 'warn' | 'error';
    readonly format: 'text' | 'json';
  };
}
