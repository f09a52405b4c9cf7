import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  CONFIG_KEY_NAMES,
  CONFIG_SCHEMA,
  type ConfigKeyName,
  describeOrigin,
  flagOf,
  isConfigKey,
  requireSettings,
  variableOf,
} from '../../src/config/index.ts';
import { expectRadarError } from '../support/expect-error.ts';
import { AUTH_DEFAULTS, AUTH_SAMPLES, AUTH_WRONG } from './auth-samples.ts';
import { INVENTORY_DEFAULTS, INVENTORY_SAMPLES, INVENTORY_WRONG } from './inventory-samples.ts';
import { NATS_SAMPLES, NATS_WRONG } from './nats-samples.ts';
import { ONBOARDING_DEFAULTS, ONBOARDING_SAMPLES, ONBOARDING_WRONG } from './onboarding-samples.ts';
import { REGISTRY_DEFAULTS, REGISTRY_SAMPLES, REGISTRY_WRONG } from './registry-samples.ts';
import { makeWorkplace, messagesOf, type Workplace } from './sources.ts';

let place: Workplace;
beforeEach(() => {
  place = makeWorkplace();
});
afterEach(() => place.remove());

/** Three values of each setting that are right and differ, so that the source can be told. */
const SAMPLES: { readonly [Key in ConfigKeyName]: readonly [string, string, string] } = {
  'database.url': ['postgres://a@one/x', 'postgres://b@two/x', 'postgresql://c@three/x'],
  'database.writer_url': ['postgres://a@one/w', 'postgres://b@two/w', 'postgresql://c@three/w'],
  'database.reader_url': ['postgres://a@one/r', 'postgres://b@two/r', 'postgresql://c@three/r'],
  'database.schema': ['one', 'two_2', '_three'],
  'database.max_connections': ['2', '20', '200'],
  'database.statement_timeout': ['1s', '2m', '500ms'],
  'roles.writer': ['w', 'Writer 2', 'schreiber'],
  'roles.reader': ['r', 'Reader 2', 'leser'],
  data_dir: ['/one', '/two', '/three'],
  'embedded.port': ['5001', '5002', '5003'],
  'http.host': ['0.0.0.0', '::', 'store.example'],
  'http.port': ['0', '9001', '65535'],
  'http.trusted_proxies': ['10.0.0.0/8', '192.0.2.7', '172.16.0.0/12, 2001:db8::/32'],
  'host_receiver.enabled': ['true', 'false', 'false'],
  'host_receiver.interval': ['1s', '30s', '1h'],
  'host_receiver.address': ['192.0.2.1', '192.0.2.2', '2001:db8::1'],
  'host_receiver.processes': ['0', '5', '500'],
  'identity.poller_id': ['p1', 'Poller Zwei', 'ポーラー'],
  'identity.agent_id': ['a1', 'a2', 'a3'],
  'identity.partition': ['p1', 'p.2', 'P-3_x'],
  'ingest.queue_rows': ['1000', '2000', '3000'],
  'ingest.queue_bytes': ['1048576', '2000000', '3000000'],
  'ingest.dataset_queue_rows': ['1000', '2000', '3000'],
  'ingest.dataset_queue_bytes': ['1048576', '2000000', '3000000'],
  'ingest.batch_rows': ['1', '2', '3'],
  'ingest.batch_age': ['0ms', '5ms', '10s'],
  'ingest.connections': ['1', '2', '64'],
  'ingest.dead_letter_budget': ['0', '1000', '100000'],
  'discovery.ignored_networks': ['10.0.0.0/8', '192.0.2.7', '172.16.0.0/12, 2001:db8::/32'],
  'otlp.enabled': ['true', 'false', 'false'],
  'otlp.host': ['0.0.0.0', '::', 'store.example'],
  'otlp.grpc_port': ['0', '9001', '65535'],
  'otlp.http_port': ['0', '9002', '65535'],
  'otlp.max_bytes': ['65536', '1000000', '268435456'],
  ...AUTH_SAMPLES,
  ...NATS_SAMPLES,
  ...INVENTORY_SAMPLES,
  ...REGISTRY_SAMPLES,
  ...ONBOARDING_SAMPLES,
  'maintenance.interval': ['10s', '20s', '1d'],
  'log.level': ['debug', 'warn', 'error'],
  'log.format': ['text', 'json', 'json'],
};

describe('without any source', () => {
  test('every setting has its documented default', () => {
    const reading = place.read();
    expect(messagesOf(reading)).toEqual([]);
    expect(reading.file).toBeNull();
    expect(reading.settings).toEqual({
      database: {
        url: null,
        writerUrl: null,
        readerUrl: null,
        schema: 'radar',
        maxConnections: 10,
        statementTimeoutMs: 30_000,
      },
      roles: { writer: 'radar_writer', reader: 'radar_reader' },
      retention: new Map(),
      dataDir: '/home/probe/.local/share/radarstore',
      embedded: { port: null },
      http: { host: '127.0.0.1', port: 8450, trustedProxies: [] },
      identity: { pollerId: 'probe.example', agentId: 'probe.example', partition: 'default' },
      hostReceiver: { enabled: true, intervalMs: 10_000, address: null, processes: 100 },
      ingest: {
        queueRows: 50_000,
        queueBytes: 67_108_864,
        datasetQueueRows: 25_000,
        datasetQueueBytes: 33_554_432,
        batchRows: 10_000,
        batchAgeMs: 20,
        connections: 2,
        deadLetterBudget: 1_000,
      },
      discovery: { ignoredNetworks: [] },
      otlp: {
        enabled: true,
        host: '127.0.0.1',
        grpcPort: 4317,
        httpPort: 4318,
        maxBytes: 16_777_216,
      },
      nats: null,
      auth: AUTH_DEFAULTS,
      inventory: INVENTORY_DEFAULTS,
      registry: REGISTRY_DEFAULTS,
      onboarding: ONBOARDING_DEFAULTS,
      maintenance: { intervalMs: 600_000 },
      log: { level: 'info', format: 'text' },
    });
    expect(reading.entries.every((entry) => entry.origin.from === 'default')).toBe(true);
  });

  test('the data folder is the system one for root, and follows XDG_DATA_HOME for others', () => {
    const dataDir = (root: boolean, dataHome: string) =>
      place.read({ machine: { root }, environment: { XDG_DATA_HOME: dataHome } }).settings?.dataDir;
    expect(dataDir(true, '/xdg')).toBe('/var/lib/radarstore');
    expect(dataDir(false, '/xdg')).toBe('/xdg/radarstore');
    expect(dataDir(false, 'relative/is/ignored')).toBe('/home/probe/.local/share/radarstore');
  });
});

describe('names', () => {
  test('follow from the dotted key by rule and never collide', () => {
    expect(flagOf('http.port')).toBe('--http-port');
    expect(variableOf('http.port')).toBe('RADARSTORE_HTTP_PORT');
    expect(flagOf('host_receiver.interval')).toBe('--host-receiver-interval');
    for (const spell of [flagOf, variableOf]) {
      expect(new Set(CONFIG_KEY_NAMES.map(spell)).size).toBe(CONFIG_KEY_NAMES.length);
    }
  });
});

describe('precedence', () => {
  const given = fc.record({ flag: fc.boolean(), variable: fc.boolean(), file: fc.boolean() });
  const combination = fc.record(
    Object.fromEntries(CONFIG_KEY_NAMES.map((key) => [key, given])) as {
      readonly [Key in ConfigKeyName]: typeof given;
    },
  );

  test('flag over variable over file over default holds for every setting in any combination', () => {
    fc.assert(
      fc.property(combination, fc.boolean(), (wanted, nested) => {
        const sampled = (source: 'flag' | 'variable' | 'file', index: number) =>
          CONFIG_KEY_NAMES.filter((key) => wanted[key][source]).map(
            (key) => [key, SAMPLES[key][index] as string] as const,
          );
        const file = Object.fromEntries(sampled('file', 0));
        place.write('radarstore.yaml', JSON.stringify(nested ? nest(file) : file));
        const reading = place.read({
          flags: Object.fromEntries(sampled('flag', 2)),
          environment: Object.fromEntries(
            sampled('variable', 1).map(([key, text]) => [variableOf(key), text]),
          ),
        });
        // A writer's or reader's URL alone, and two places for keys, are mistakes of their own.
        const others = messagesOf(reading).filter(
          (one) => !/needs database\.url|one of them must go/.test(one),
        );
        expect(others).toEqual([]);
        for (const entry of reading.entries) {
          if (!isConfigKey(entry.key)) throw new Error(`no sample of ${entry.key}`);
          const { flag, variable, file } = wanted[entry.key];
          const index = flag ? 2 : variable ? 1 : file ? 0 : undefined;
          expect(entry.origin.from).toBe(
            flag ? 'flag' : variable ? 'variable' : file ? 'file' : 'default',
          );
          const isKey = entry.key.endsWith('.encryption_key');
          if (index !== undefined) {
            expect(entry.text).toBe(isKey ? '***' : SAMPLES[entry.key][index]);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  test('every setting tells where it came from', () => {
    place.write('radarstore.yaml', 'http:\n  host: ::1\n  port: 1234\n');
    const reading = place.read({
      flags: { 'http.port': '9000' },
      environment: { RADARSTORE_LOG_LEVEL: 'debug' },
    });
    const origins = Object.fromEntries(
      reading.entries.map((entry) => [entry.key, describeOrigin(entry.origin)]),
    );
    expect(origins).toMatchObject({
      'http.port': 'flag --http-port',
      'log.level': 'variable RADARSTORE_LOG_LEVEL',
      'http.host': 'radarstore.yaml:2',
      'log.format': 'default',
    });
  });

  test('the word none puts a setting back to its default over a weaker source', () => {
    place.write('radarstore.yaml', 'database.url: postgres://db/x\nembedded.port: 5555\n');
    const reading = place.read({ flags: { 'database.url': 'none', 'embedded.port': 'NONE' } });
    expect(reading.settings).toMatchObject({ database: { url: null }, embedded: { port: null } });
  });
});

describe('values that cannot be used', () => {
  const WRONG: { readonly [Key in ConfigKeyName]: readonly string[] } = {
    'database.url': [
      'x',
      'mysql://h/d',
      'postgres://u:p#w@h/d',
      'postgres://u:1/w@h/d',
      'http://h',
      'postgres://u:%zz@h/d',
    ],
    'database.writer_url': ['x', 'http://h'],
    'database.reader_url': ['x', 'http://h'],
    'database.schema': [
      '',
      'Radar',
      'a b',
      '1a',
      'pg_radar',
      'information_schema',
      'a"b',
      'x'.repeat(57),
    ],
    'database.max_connections': ['0', '1', '-5', '1.5', '1e2', '0x10', '1001', 'ten', ''],
    'database.statement_timeout': ['0', '0s', '99ms', '2h', 'soon', '-1s', '10 parsecs'],
    'roles.writer': ['pg_monitor', 'public', 'a\nb', 'x'.repeat(64)],
    'roles.reader': ['pg_monitor', 'public', 'a\nb', 'x'.repeat(64)],
    data_dir: ['', ' '],
    'embedded.port': ['0', '80', '70000', 'x'],
    'http.host': ['', 'http://h', 'h:80', '127.0.0.1:80', '[::1]:80', '256.1.1.1', 'a b', '-x'],
    'http.port': ['-1', '65536', '08450', '8450.0', 'http', '１２'],
    'http.trusted_proxies': ['', 'proxy', '10.0.0.0/33'],
    'host_receiver.enabled': ['', 'maybe', '2', 'ja'],
    'host_receiver.interval': ['0', '999ms', '2h', 'never'],
    'host_receiver.address': ['host', '1.2.3', '1.2.3.4/24', ''],
    'host_receiver.processes': ['-1', 'all', '100001'],
    'identity.poller_id': ['', '   ', 'a\nb', 'x'.repeat(256)],
    'identity.agent_id': ['', '\u0007'],
    'identity.partition': ['', 'a:b', 'a b', 'ä', 'x'.repeat(64)],
    'ingest.queue_rows': ['0', '999', '10000001'],
    'ingest.queue_bytes': ['0', '1048575', 'many'],
    'ingest.dataset_queue_rows': ['0', '999', '10000001'],
    'ingest.dataset_queue_bytes': ['0', '1048575', 'many'],
    'ingest.batch_rows': ['0', '1000001'],
    'ingest.batch_age': ['-1s', '11s'],
    'ingest.connections': ['0', '65'],
    'ingest.dead_letter_budget': ['-1', '1.5', '100001'],
    'discovery.ignored_networks': ['', 'lan', '10.0.0.0/33', '10.0/8', '10.0.0.0/8,'],
    'otlp.enabled': ['', 'maybe'],
    'otlp.host': ['', 'http://h', 'h:80'],
    'otlp.grpc_port': ['-1', '65536', 'grpc'],
    'otlp.http_port': ['-1', '65536', 'http'],
    'otlp.max_bytes': ['0', '65535', '268435457', '16MiB'],
    ...AUTH_WRONG,
    ...NATS_WRONG,
    ...INVENTORY_WRONG,
    ...REGISTRY_WRONG,
    ...ONBOARDING_WRONG,
    'maintenance.interval': ['0s', '25h', 'daily'],
    'log.level': ['', 'verbose', 'information'],
    'log.format': ['xml', 'jsonl'],
  };
  const cases = CONFIG_KEY_NAMES.flatMap((key) => WRONG[key].map((text) => ({ key, text })));

  test.each(cases)(
    '$key refuses "$text", and says what is allowed and where it stood',
    ({ key, text }) => {
      const reading = place.read({ flags: { [key]: text } });
      expect(reading.settings).toBeNull();
      const [message, ...others] = messagesOf(reading);
      expect(others).toEqual([]);
      expect(message).toContain(`Setting ${key} (flag ${flagOf(key)})`);
      expect(message).toContain(`it must be ${CONFIG_SCHEMA[key].kind.allowed}`);
    },
  );

  test('are all told together, from every source, with one error', async () => {
    place.write('radarstore.yaml', 'http:\n  port: eighty\n  prot: 1\nlog.level: loud\n');
    const reading = place.read({
      flags: { 'host_receiver.interval': '1ms' },
      environment: { RADARSTORE_HTTP_HOST: 'a b', RADARSTORE_LOGLEVEL: 'x' },
    });
    const fault = await expectRadarError(() => requireSettings(reading), 'CONFIG_INVALID');
    expect(fault.message).toMatch(/^The configuration has 6 problems:\n/);
    for (const part of [
      'http.port (radarstore.yaml:2) cannot be "eighty"',
      '"http.prot" at radarstore.yaml:3 (did you mean "http.port"?).',
      'log.level (radarstore.yaml:4) cannot be "loud"',
      'http.host (variable RADARSTORE_HTTP_HOST) cannot be "a b"',
      'variable RADARSTORE_LOGLEVEL (did you mean RADARSTORE_LOG_LEVEL?).',
      'host_receiver.interval (flag --host-receiver-interval) cannot be "1ms"',
    ]) {
      expect(fault.message).toContain(part);
    }
  });

  test('are refused even where a stronger source hides them', () => {
    const reading = place.read({
      flags: { 'http.port': '9000' },
      environment: { RADARSTORE_HTTP_PORT: 'x' },
    });
    expect(messagesOf(reading)).toHaveLength(1);
  });

  test('alone, keep the code of their kind', async () => {
    place.write('radarstore.yaml', 'htp.port: 1\n');
    await expectRadarError(() => requireSettings(place.read()), 'CONFIG_UNKNOWN_KEY');
  });

  test('include the same port for the API and the embedded database', () => {
    const flags = { 'http.port': '5000', 'embedded.port': '5000' } as const;
    expect(messagesOf(place.read({ flags }))).toEqual([
      'Settings http.port and embedded.port are both 5000: they must differ.',
    ]);
    const withUrl = place.read({ flags: { ...flags, 'database.url': 'postgres://h/d' } });
    expect(messagesOf(withUrl)).toEqual([]);
  });

  test('include keys of onboarding in two places, and show no key', () => {
    const [one, , three] = ONBOARDING_SAMPLES['onboarding.encryption_key'];
    const environment = {
      RADARSTORE_ONBOARDING_ENCRYPTION_KEY: `${one},${three}`,
      RADARSTORE_ONBOARDING_ENCRYPTION_KEY_FILE: '/keys',
    };
    const [message = '', ...others] = messagesOf(place.read({ environment }));
    expect(others).toEqual([]);
    expect(message).toContain('are both there: one of them must go');
    expect(message).not.toContain(one);
    // Alone it is the setting of that name, whose file the program reads when it starts.
    const alone = place.read({
      environment: { RADARSTORE_ONBOARDING_ENCRYPTION_KEY_FILE: '/keys' },
    });
    expect(alone.settings?.onboarding).toMatchObject({
      encryptionKeys: null,
      encryptionKeyFile: '/keys',
    });
  });
});

describe('values in several spellings', () => {
  test.each([
    ['host_receiver.enabled', 'YES', 'true'],
    ['host_receiver.enabled', 'off', 'false'],
    ['host_receiver.interval', '90', '90s'],
    ['host_receiver.interval', '1.5m', '90s'],
    ['http.host', '[::1]', '::1'],
    ['http.host', 'Store.Example', 'store.example'],
    ['log.level', 'WARN', 'warn'],
    ['host_receiver.address', '2001:DB8::1', '2001:db8::1'],
  ] as const)('%s takes %s as %s', (key, text, shown) => {
    const reading = place.read({ flags: { [key]: text } });
    expect(messagesOf(reading)).toEqual([]);
    expect(reading.entries.find((entry) => entry.key === key)?.text).toBe(shown);
  });

  test('paths are absolute: relative to the working folder, to the file, or to the home folder', () => {
    const { workingFolder } = place.machine;
    const flag = place.read({ flags: { data_dir: 'data' } });
    expect(flag.settings?.dataDir).toBe(join(workingFolder, 'data'));
    place.write('conf/radarstore.yaml', 'data_dir: ../data\n');
    const file = place.read({ file: 'conf/radarstore.yaml' });
    expect(file.settings?.dataDir).toBe(join(workingFolder, 'data'));
    const home = place.read({ environment: { RADARSTORE_DATA_DIR: '~/data' } });
    expect(home.settings?.dataDir).toBe('/home/probe/data');
  });
});

/** Dotted keys as nested mappings. */
function nest(flat: { readonly [key: string]: string }): object {
  const tree: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(flat)) {
    const [section = '', name] = key.split('.');
    if (name === undefined) tree[section] = value;
    else tree[section] = { ...(tree[section] as object | undefined), [name]: value };
  }
  return tree;
}
