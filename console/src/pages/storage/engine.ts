import type { StorageReport } from '../../../../src/contract/index.ts';

/** What the database is, in words: `PostgreSQL 18.4, embedded`. */
export function engineTitle(engine: Omit<StorageReport['engine'], 'capabilities'>): string {
  const server = `PostgreSQL ${engine.server_version}`;
  const edition = engine.name === 'timescale' ? 'Community' : 'Apache';
  const extension =
    engine.timescaledb_version === null
      ? ''
      : ` with TimescaleDB ${engine.timescaledb_version} (${edition})`;
  return `${server}${extension}${engine.embedded ? ', embedded' : ''}`;
}
