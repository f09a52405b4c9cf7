import { natsConfigOf } from './nats.ts';
import type { ConfigValues } from './schema.ts';
import { authConfigOf } from './sections/auth.ts';
import { inventoryConfigOf } from './sections/inventory.ts';
import { onboardingConfigOf } from './sections/onboarding.ts';
import { registryConfigOf } from './sections/registry.ts';
import type { Settings } from './settings.ts';

/** Values by dotted name as the tree that the program works with. */
export function assembleSettings(
  values: ConfigValues,
  retention: ReadonlyMap<string, number | null>,
): Settings {
  return {
    database: {
      url: values['database.url'],
      writerUrl: values['database.writer_url'],
      readerUrl: values['database.reader_url'],
      schema: values['database.schema'],
      maxConnections: values['database.max_connections'],
      statementTimeoutMs: values['database.statement_timeout'],
    },
    roles: { writer: values['roles.writer'], reader: values['roles.reader'] },
    dataDir: values.data_dir,
    embedded: { port: values['embedded.port'] },
    http: {
      host: values['http.host'],
      port: values['http.port'],
      trustedProxies: values['http.trusted_proxies'] ?? [],
    },
    identity: {
      pollerId: values['identity.poller_id'],
      agentId: values['identity.agent_id'],
      partition: values['identity.partition'],
    },
    hostReceiver: {
      enabled: values['host_receiver.enabled'],
      intervalMs: values['host_receiver.interval'],
      address: values['host_receiver.address'],
      processes: values['host_receiver.processes'],
    },
    ingest: {
      queueRows: values['ingest.queue_rows'],
      queueBytes: values['ingest.queue_bytes'],
      datasetQueueRows: values['ingest.dataset_queue_rows'],
      datasetQueueBytes: values['ingest.dataset_queue_bytes'],
      batchRows: values['ingest.batch_rows'],
      batchAgeMs: values['ingest.batch_age'],
      connections: values['ingest.connections'],
      deadLetterBudget: values['ingest.dead_letter_budget'],
    },
    discovery: { ignoredNetworks: values['discovery.ignored_networks'] ?? [] },
    otlp: {
      enabled: values['otlp.enabled'],
      host: values['otlp.host'],
      grpcPort: values['otlp.grpc_port'],
      httpPort: values['otlp.http_port'],
      maxBytes: values['otlp.max_bytes'],
    },
    nats: natsConfigOf(values),
    auth: authConfigOf(values),
    onboarding: onboardingConfigOf(values),
    inventory: inventoryConfigOf(values),
    registry: registryConfigOf(values),
    retention,
    maintenance: { intervalMs: values['maintenance.interval'] },
    log: { level: values['log.level'], format: values['log.format'] },
  };
}
