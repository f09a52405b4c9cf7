import { Readable } from 'node:stream';
import { Type } from 'typebox';
import { DeviceExportQuery } from '../../../contract/index.ts';
import { RadarError } from '../../../core/index.ts';
import { accessOf } from '../../auth/index.ts';
import type { App, ServerParts } from '../../parts.ts';
import { readAnswers } from '../../schema/index.ts';
import { EXPORT_FORMATS, type ExportFormat, exportText } from '../../transfer/index.ts';
import { READS, readDeviceFilter, tags } from './request.ts';

const MEDIA: { readonly [F in ExportFormat]: string } = {
  ndjson: 'application/x-ndjson; charset=utf-8',
  csv: 'text/csv; charset=utf-8',
};

/** As long as it may take: the longest time that a timer can have. */
const FOR_EVER_MS = 2 ** 31 - 1;

/** The route that tells of all devices at once. */
export function exportRoute(app: App, { database }: ServerParts): void {
  const schema = {
    tags,
    operationId: 'exportDevices',
    summary: 'Every device that matches, as NDJSON or CSV',
    description:
      'By their ids, as they are read, with bounded memory. POST /api/devices/import takes either back; what others saw of a device is not taken over.',
    querystring: DeviceExportQuery,
    response: readAnswers(
      Type.Unsafe<Readable>({ description: 'one device a line; CSV with a header' }),
    ),
  };
  const options = { schema, config: { ...READS, unhurried: true }, handlerTimeout: FOR_EVER_MS };
  app.get('/api/devices/export', options, async (request, reply) => {
    const { format: named, ...filters } = request.query;
    const format = readFormat(named);
    const filter = readDeviceFilter(filters, accessOf(request).partitions);
    reply.type(MEDIA[format]);
    reply.header('content-disposition', `attachment; filename="devices.${format}"`);
    // The first piece before the answer begins: a database that is away is told by a status.
    const pieces = exportText(database, filter, format);
    const first = await pieces.next();
    return reply.send(Readable.from(rest(first, pieces), { objectMode: false }));
  });
}

type Pieces = ReturnType<typeof exportText>;

async function* rest(first: Awaited<ReturnType<Pieces['next']>>, pieces: Pieces) {
  if (first.done !== true) yield Buffer.from(first.value.text);
  for await (const { text } of pieces) yield Buffer.from(text);
}

function readFormat(text: string | undefined): ExportFormat {
  const format = EXPORT_FORMATS.find((one) => one === (text ?? 'ndjson'));
  if (format !== undefined) return format;
  throw new RadarError('REQUEST_INVALID', `There is no format "${text}".`, {
    hint: `It is ${EXPORT_FORMATS.join(' or ')}.`,
  });
}
