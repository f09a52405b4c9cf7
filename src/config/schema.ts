import { type ConfigKey, computed, fixed, optional } from './key.ts';
import { boolean, choice, duration, integer } from './kind.ts';
import { defaultDataFolder } from './machine.ts';
import { postgresUrl } from './secret-url.ts';
import { folder, ipAddress, listenHost, name, partitionName, schemaName } from './text-kind.ts';

const DATABASE = 'Database';
const EMBEDDED = 'Embedded database (when there is no database.url)';
const HTTP = 'HTTP API and console';
const HOST_RECEIVER = 'Host receiver (measures this machine)';
const IDENTITY = 'Identity';
const WORK = 'Ingest and maintenance';
const LOG = 'Log';

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
    meaning: 'address to listen on; 0.0.0.0 or :: for all (the API has no authentication yet)',
  }),
  'http.port': fixed(integer({ min: 0, max: 65_535 }), 8_450, {
    section: HTTP,
    meaning: 'port to listen on; 0 for any free one',
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
