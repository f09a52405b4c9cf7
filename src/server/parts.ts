import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from 'fastify';
import type { SelfReport } from '../contract/index.ts';
import type { Clock } from '../core/index.ts';
import type { Database, Job } from '../database/index.ts';
import type { NatsSettings, Writer } from '../ingest/index.ts';
import type { Health, Logger, Metrics } from '../observe/index.ts';

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
  readonly self: () => Omit<SelfReport, 'now'>;
  /** Folder of the built console; null: serve the API only. */
  readonly consoleFolder: string | null;
}

/** Where what is sent to the HTTP API goes. */
export interface IngestParts {
  readonly writer: Pick<Writer, 'write'>;
  /** The database by the role that stores rows. */
  readonly database: Database;
  /** Where messages of NATS go, for those that are sent again; none unless given. */
  readonly natsRoutes?: NatsSettings['routes'];
}

/** The fastify instance, whose handlers are typed by the schemas of the contract. */
export type App = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;
