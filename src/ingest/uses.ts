import type { DatasetUse } from '../catalogue/index.ts';
import { HOST_USES } from './host/index.ts';
import { OTLP_SIGNALS, SIGNALS } from './otlp/index.ts';
import { PAYLOAD_USES } from './payload/index.ts';
import { INGESTIBLE } from './records/index.ts';

/** What the receivers do with datasets. */
export const INGEST_USES: readonly DatasetUse[] = [
  ...HOST_USES,
  ...PAYLOAD_USES,
  { kind: 'writer', part: 'HTTP ingest', datasets: INGESTIBLE },
  { kind: 'writer', part: 'CloudEvents', datasets: ['events', 'event_identities'] },
  { kind: 'writer', part: 'Prometheus remote write', datasets: ['timeseries_metrics'] },
  { kind: 'writer', part: 'OTLP', datasets: OTLP_SIGNALS.map((one) => SIGNALS[one].dataset) },
];
