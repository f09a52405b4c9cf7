import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from 'fastify';
import type { SelfReport } from '../contract/index.ts';
import type { Clock } from '../core/index.ts';
import type { Database, Job } from '../database/index.ts';
import type { NatsSettings, Writer } from '../ingest/index.ts';
import type { Inventory, Onboarding, Registry } from '../inventory/index.ts';
import type { Health, Logger, Metrics } from '../observe/index.ts';
import type { Authentication } from './auth/index.ts';

/** What the HTTP API serves from. */
export interface ServerParts {
  readonly database: Database;
  /** Whether the database is the embedded PostgreSQL. */
  readonly embedded: boolean;
  readonly clock: Clock;
  readonly health: Health;
  readonly metrics: Metrics;
  readonly log: Logger;
  /** Version of this program. */
  readonly version: string;
  readonly maintenanceIntervalMs: number;
  /** What the leader of maintenance does; what every database needs unless given. */
  readonly jobs?: readonly Job[];
  readonly ingest: IngestParts;
  /** Absent: nobody is asked who they are, and there are no users. */
  readonly auth?: ServerAuthentication;
  /** Null or absent: edge onboarding is off. */
  readonly onboarding?: Onboarding | null;
  readonly self: () => Omit<SelfReport, 'now'>;
  /** Folder of the built console; null: serve the API only. */
  readonly consoleFolder: string | null;
}

/** Who may use the HTTP API. */
export interface ServerAuthentication extends Authentication {
  /** Whether `/metrics` needs no credentials. */
  readonly publicMetrics?: boolean;
  /** Log-ins that one address may try in a minute. */
  readonly loginsPerMinute?: number;
}

/** Where what is sent to the HTTP API goes. */
export interface IngestParts {
  readonly writer: Pick<Writer, 'write'>;
  /** The database by the role that stores rows. */
  readonly database: Database;
  /** Devices, into which observations are folded. */
  readonly inventory: Inventory;
  /** Pollers, agents and checkers, which reports of services keep alive. */
  readonly registry: Registry;
  /** Where messages of NATS go, for those that are sent again; none unless given. */
  readonly natsRoutes?: NatsSettings['routes'];
  /** Addresses at which payloads find no devices for the inventory; none unless given. */
  readonly ignores?: (address: string) => boolean;
}

/** The fastify instance, whose handlers are typed by the schemas of the contract. */
export type App = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;
