import type { ConfigValues } from './schema.ts';
import type { Settings } from './settings.ts';

/** Values by dotted name as the tree that the program works with. */
export function assembleSettings(values: ConfigValues): Settings {
  return {
    database: {
      url: values['database.url'],
      schema: values['database.schema'],
      maxConnections: values['database.max_connections'],
      statementTimeoutMs: values['database.statement_timeout'],
    },
    dataDir: values.data_dir,
    embedded: { port: values['embedded.port'] },
    http: { host: values['http.host'], port: values['http.port'] },
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
    ingest: { queueRows: values['ingest.queue_rows'] },
    maintenance: { intervalMs: values['maintenance.interval'] },
    log: { level: values['log.level'], format: values['log.format'] },
  };
}
