import { sha256Hex } from '../../core/index.ts';
import type { Logger } from '../../observe/index.ts';
import type { ConnectionTarget } from '../connection/index.ts';
import type { Account } from './account.ts';
import type { Binaries } from './binaries.ts';
import type { DataFolder } from './folder.ts';

/** Everything that is decided before the server is started; the same for each restart. */
export interface Setup {
  readonly folder: DataFolder;
  readonly binaries: Binaries;
  readonly account: Account;
  /** Folder of the socket. */
  readonly socketFolder: string;
  /** Port on the loopback; null: only the socket. */
  readonly port: number | null;
  readonly password: string;
  /** Settings of PostgreSQL, before its own file. */
  readonly configuration: { readonly [name: string]: string };
  readonly log: Logger;
}

export const USER = 'radar';
export const DATABASE = 'radarstore';
const SOCKET_PORT = 5432;

/** The number in the name of the socket. */
export function socketPort(port: number | null): number {
  return port ?? SOCKET_PORT;
}

/** How to connect to one of the server's databases by its socket. */
export function targetOf(setup: Setup, database: string): ConnectionTarget {
  return {
    host: setup.socketFolder,
    port: socketPort(setup.port),
    user: USER,
    password: setup.password,
    database,
  };
}

/** Stands in the title of every process of the server, so that each shows on which data it works. */
export function clusterName(folder: DataFolder): string {
  return `${DATABASE} ${sha256Hex(folder.root).slice(0, 12)}`;
}

/** Environment of PostgreSQL's programs: nothing of ours that could change what they do. */
export const ENVIRONMENT = {
  PATH: process.env.PATH ?? '/usr/bin:/bin',
  LC_ALL: 'C',
  TZ: 'UTC',
} as const;

/**
 * Modest settings for a machine that does other work too. `configuration` of the caller comes after
 * them; where the server listens is decided last.
 */
export function serverSettings(setup: Setup): { readonly [name: string]: string } {
  return {
    max_connections: '60',
    shared_buffers: '64MB',
    work_mem: '8MB',
    maintenance_work_mem: '64MB',
    max_wal_size: '512MB',
    checkpoint_timeout: '15min',
    max_locks_per_transaction: '256', // a query over a year of chunks locks each of them
    jit: 'off', // costs more than it gains on queries of some milliseconds
    max_logical_replication_workers: '0',
    log_timezone: 'UTC',
    timezone: 'UTC',
    log_checkpoints: 'off',
    log_line_prefix: '%m [%p] ',
    ...setup.configuration,
    cluster_name: clusterName(setup.folder),
    listen_addresses: setup.port === null ? '' : '127.0.0.1',
    port: String(socketPort(setup.port)),
    unix_socket_directories: `"${setup.socketFolder.replaceAll('"', '""')}"`,
    unix_socket_permissions: '0700',
    logging_collector: 'off',
    password_encryption: 'scram-sha-256',
  };
}
