import type { StorageReport } from '../../../../src/contract/index.ts';
import { Facts } from '../../controls/index.ts';
import { useStorage } from '../../data/index.ts';
import { DASH, formatBytes } from '../../format/index.ts';
import { useView } from '../../location/index.ts';
import { Capabilities } from './capabilities.tsx';
import { ENGINE_PART } from './parts.ts';
import { StorageFrame } from './storage-frame.tsx';

/** What the database server is, and what it can do for the store. */
export function EnginePage() {
  const { live } = useView();
  const polled = useStorage(false, live);
  return (
    <StorageFrame part={ENGINE_PART} polled={polled} flowing>
      {(report) => (
        <>
          <EngineFacts report={report} />
          <Capabilities capabilities={report.engine.capabilities} />
        </>
      )}
    </StorageFrame>
  );
}

function EngineFacts({ report }: { readonly report: StorageReport }) {
  const { engine, schema } = report;
  return (
    <div className="summary">
      <Facts
        facts={[
          { name: 'Engine', value: engine.name },
          {
            name: 'PostgreSQL',
            value: `${engine.server_version}${engine.embedded ? ', embedded' : ''}`,
          },
          { name: 'TimescaleDB', value: engine.timescaledb_version ?? DASH },
          { name: 'Chunks', value: engine.layout },
          { name: 'Schema', value: `${schema.name}, version ${schema.version}` },
          { name: 'Size', value: formatBytes(report.database_bytes) },
        ]}
      />
    </div>
  );
}
