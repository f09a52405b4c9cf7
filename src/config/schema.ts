import { type ConfigKey, computed, fixed, fixedOrNone, optional } from './key.ts';
import { boolean, choice, duration, integer } from './kind.ts';
import { defaultDataFolder } from './machine.ts';
import { NATS_KEYS } from './nats.ts';
import { postgresUrl } from './secret-url.ts';
import { AUTH_KEYS } from './sections/auth.ts';
import { INVENTORY_KEYS } from './sections/inventory.ts';
import { ONBOARDING_KEYS } from './sections/onboarding.ts';
import { REGISTRY_KEYS } from './sections/registry.ts';
import {
  folder,
  ipAddress,
  list,
  listenHost,
  name,
  network,
  partitionName,
  roleName,
  schemaName,
} from './text-kind.ts';

const DATABASE = 'Database';
const EMBEDDED = 'Embedded database (when there is no database.url)';
const HTTP = 'HTTP API and console';
const HOST_RECEIVER = 'Host receiver (measures this machine)';
const IDENTITY = 'Identity';
const OTLP = 'OTLP receiver (OpenTelemetry)';
const WORK = 'Ingest and maintenance';
const LOG = 'Log';

const MIB = 1_048_576;

const hostNameDefault = {
  formula: 'the host name',
  compute: (machine: { readonly hostName: string }) => machine.hostName,
};

/**
 * Every setting there is: the one list from which flags, variables, file keys, checks, help and the
 * reference come. The order is that of help.
 */
export const CONFIG_SCHEMA = {
  'database.url': optional(postgresUrl, 'the embedded PostgreSQL', {
    section: DATABASE,
    meaning:
      'PostgreSQL server to use; prefer the variable or the file, a flag shows in the process list',
  }),
  'database.writer_url': optional(postgresUrl, 'that database.url is used', {
    section: DATABASE,
    meaning: 'the same database by a role that stores rows and owns nothing',
  }),
  'database.reader_url': optional(postgresUrl, 'that database.url is used', {
    section: DATABASE,
    meaning: 'the same database, or a replica of it, by a role that only reads',
  }),
  'database.schema': fixed(schemaName, 'radar', {
    section: DATABASE,
    meaning: 'schema of all tables',
  }),
  'database.max_connections': fixed(integer({ min: 2, max: 1_000 }), 10, {
    section: DATABASE,
    meaning: 'most connections in the pool',
  }),
  'database.statement_timeout': fixed(duration({ min: '100ms', max: '1h' }), 30_000, {
    section: DATABASE,
    meaning: 'longest time of one read',
  }),
  'roles.writer': fixedOrNone(roleName, 'radar_writer', {
    section: DATABASE,
    meaning: 'role that gets the rights to store rows when the schema is applied, where it exists',
  }),
  'roles.reader': fixedOrNone(roleName, 'radar_reader', {
    section: DATABASE,
    meaning: 'role that gets the rights to read what is not secret, where it exists',
  }),
  data_dir: computed(
    folder,
    {
      formula:
        '/var/lib/radarstore as root, else $XDG_DATA_HOME/radarstore or ~/.local/share/radarstore',
      compute: defaultDataFolder,
    },
    { section: EMBEDDED, meaning: 'folder of the embedded database' },
  ),
  'embedded.port': optional(
    integer({ min: 1_024, max: 65_535 }),
    'that only radarstore itself can connect',
    { section: EMBEDDED, meaning: 'loopback port on which psql and others may connect' },
  ),
  'http.host': fixed(listenHost, '127.0.0.1', {
    section: HTTP,
    meaning: 'address to listen on; 0.0.0.0 or :: for all',
  }),
  'http.port': fixed(integer({ min: 0, max: 65_535 }), 8_450, {
    section: HTTP,
    meaning: 'port to listen on; 0 for any free one',
  }),
  'http.trusted_proxies': optional(list(network), 'that nobody is believed', {
    section: HTTP,
    meaning:
      'networks of proxies whose X-Forwarded headers tell where a request comes from, and whether by https',
  }),
  'host_receiver.enabled': fixed(boolean, true, {
    section: HOST_RECEIVER,
    meaning: 'whether to measure this machine',
  }),
  'host_receiver.interval': fixed(duration({ min: '1s', max: '1h' }), 10_000, {
    section: HOST_RECEIVER,
    meaning: 'time from one sample to the next',
  }),
  'host_receiver.address': optional(
    ipAddress,
    'the address that the machine uses for its default route',
    { section: HOST_RECEIVER, meaning: 'address that names the device of this machine' },
  ),
  'host_receiver.processes': fixed(integer({ min: 0, max: 100_000 }), 100, {
    section: HOST_RECEIVER,
    meaning: 'processes per sample, the busiest first; 0 for all',
  }),
  'identity.poller_id': computed(name, hostNameDefault, {
    section: IDENTITY,
    meaning: 'name under which this process reports as a poller',
  }),
  'identity.agent_id': computed(name, hostNameDefault, {
    section: IDENTITY,
    meaning: 'name under which this process reports as an agent',
  }),
  'identity.partition': fixed(partitionName, 'default', {
    section: IDENTITY,
    meaning: 'network partition (tenant) of the device of this machine',
  }),
  'ingest.queue_rows': fixed(integer({ min: 1_000, max: 10_000_000, unit: 'rows' }), 50_000, {
    section: WORK,
    meaning: 'rows that may wait to be stored; beyond, senders are told to try again',
  }),
  'ingest.queue_bytes': fixed(integer({ min: MIB, max: 2 ** 40, unit: 'bytes' }), 64 * MIB, {
    section: WORK,
    meaning: 'memory that such rows may take',
  }),
  'ingest.dataset_queue_rows': fixed(
    integer({ min: 1_000, max: 10_000_000, unit: 'rows' }),
    25_000,
    { section: WORK, meaning: 'rows of one dataset that may wait to be stored' },
  ),
  'ingest.dataset_queue_bytes': fixed(
    integer({ min: MIB, max: 2 ** 40, unit: 'bytes' }),
    32 * MIB,
    { section: WORK, meaning: 'memory that waiting rows of one dataset may take' },
  ),
  'ingest.batch_rows': fixed(integer({ min: 1, max: 1_000_000, unit: 'rows' }), 10_000, {
    section: WORK,
    meaning: 'rows that are put together in one transaction at most',
  }),
  'ingest.batch_age': fixed(duration({ min: '0ms', max: '10s' }), 20, {
    section: WORK,
    meaning:
      'time in which small writes gather after the last transaction with their datasets began',
  }),
  'ingest.connections': fixed(integer({ min: 1, max: 64 }), 2, {
    section: WORK,
    meaning: 'connections that store rows at the same time',
  }),
  'ingest.dead_letter_budget': fixed(integer({ min: 0, max: 100_000, unit: 'records' }), 1_000, {
    section: WORK,
    meaning: 'refused records within an hour beyond which /readyz says degraded',
  }),
  'discovery.ignored_networks': optional(list(network), 'that every address may be a device', {
    section: WORK,
    meaning:
      'networks in which sweeps and discovery find no devices for the inventory, such as those of containers; what was measured there is stored all the same',
  }),
  'otlp.enabled': fixed(boolean, true, {
    section: OTLP,
    meaning: 'whether to take logs, metrics and traces of OpenTelemetry',
  }),
  'otlp.host': fixed(listenHost, '127.0.0.1', {
    section: OTLP,
    meaning: 'address to listen on; 0.0.0.0 or :: for all',
  }),
  'otlp.grpc_port': fixed(integer({ min: 0, max: 65_535 }), 4_317, {
    section: OTLP,
    meaning: 'port of OTLP over gRPC; 0 for any free one',
  }),
  'otlp.http_port': fixed(integer({ min: 0, max: 65_535 }), 4_318, {
    section: OTLP,
    meaning: 'port of OTLP over HTTP; 0 for any free one',
  }),
  'otlp.max_bytes': fixed(integer({ min: 65_536, max: 268_435_456, unit: 'bytes' }), 16_777_216, {
    section: OTLP,
    meaning: 'longest request, as it is after unpacking',
  }),
  ...AUTH_KEYS,
  ...NATS_KEYS,
  ...INVENTORY_KEYS,
  ...REGISTRY_KEYS,
  ...ONBOARDING_KEYS,
  'maintenance.interval': fixed(duration({ min: '1s', max: '1d' }), 600_000, {
    section: WORK,
    meaning: 'time between two runs of the maintenance jobs',
  }),
  'log.level': fixed(choice(['trace', 'debug', 'info', 'warn', 'error']), 'info', {
    section: LOG,
    meaning: 'least important lines that are written',
  }),
  'log.format': fixed(choice(['text', 'json']), 'text', {
    section: LOG,
    meaning: 'text for people, json for one object a line',
  }),
};

export type ConfigKeyName = keyof typeof CONFIG_SCHEMA;

type ValueOf<Key> =
  Key extends ConfigKey<infer Value, infer Nullable>
    ? Nullable extends true
      ? Value | null
      : Value
    : never;

/** One value for every setting, by dotted name. */
export type ConfigValues = {
  readonly [Name in ConfigKeyName]: ValueOf<(typeof CONFIG_SCHEMA)[Name]>;
};

export const CONFIG_KEY_NAMES = Object.keys(CONFIG_SCHEMA) as ConfigKeyName[];

/** Whether a text is the dotted name of a setting. */
export function isConfigKey(text: string): text is ConfigKeyName {
  return Object.hasOwn(CONFIG_SCHEMA, text);
}
