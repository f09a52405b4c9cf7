import { Type } from 'typebox';
import { DeviceImportQuery, DeviceImportReport, ErrorBody } from '../../../contract/index.ts';
import { accessOf } from '../../auth/index.ts';
import type { App } from '../../parts.ts';
import { named } from '../../schema/index.ts';
import { importDevices } from '../../transfer/index.ts';
import { readFlag } from '../flag.ts';
import { INGEST_FAULTS } from './answer.ts';
import { bodyOf, emptyFault, unlessGone } from './body.ts';
import { unpacked } from './encoding.ts';
import { type Intake, intakeOf } from './intake.ts';
import { described, readEncoding, readMediaType } from './media.ts';
import { storeRecords } from './store.ts';

const LINES = ['application/x-ndjson', 'application/ndjson', 'application/jsonl'];
const CSV = 'text/csv';

/** As long as it may take: the longest time that a timer can have. */
const FOR_EVER_MS = 2 ** 31 - 1;

const DESCRIPTION = [
  'Takes a device a line: JSON objects (application/x-ndjson) or CSV with a header (text/csv), with the fields device_id, partition, ip, hostname, mac, is_available, device_type, metadata, timestamp, and `metadata.<key>`. Those of an export that others saw (first_seen, poller_id, tags, …) are left alone.',
  'Each line becomes an observation of source `manual`, the one that is believed most. With dry_run=true every line is read and checked, and nothing is stored.',
].join('\n\n');

/** The route that imports devices. */
export function importRoute(app: App, intake: Intake): void {
  const schema = {
    tags: ['devices'],
    operationId: 'importDevices',
    summary: 'Devices as people know them, one a line',
    description: DESCRIPTION,
    querystring: DeviceImportQuery,
    body: described({
      'application/x-ndjson': Type.String({ description: 'a device a line' }),
      [CSV]: Type.String({ description: 'a header, and a device a line' }),
    }),
    response: {
      200: named(DeviceImportReport, 'what became of the lines'),
      400: named(ErrorBody, 'the body holds no line, or is no CSV'),
      ...INGEST_FAULTS,
    },
  };
  const config = { streams: true, permission: 'devices:write', partitions: 'honoured' } as const;
  const options = { schema, config, handlerTimeout: FOR_EVER_MS };
  app.post('/api/devices/import', options, async (request, reply) => {
    const own = intakeOf(intake, request);
    const dryRun = readFlag('dry_run', request.query.dry_run);
    const type = readMediaType(request, (one) => [...LINES, CSV].includes(one), [...LINES, CSV]);
    const body = unpacked(bodyOf(request), readEncoding(request, reply));
    const report = await unlessGone(request, reply, () =>
      importDevices(body, {
        format: type === CSV ? 'csv' : 'ndjson',
        receivedAt: intake.parts.clock.now(),
        partition: request.query.partition,
        partitions: accessOf(request).partitions,
        dryRun,
        store: (rows, origin) =>
          storeRecords(own, { dataset: 'device_updates', rows, origin, deadLetters: [] }),
      }),
    );
    if (report === undefined) return reply;
    if (report.lines === 0) throw emptyFault();
    return report;
  });
}
