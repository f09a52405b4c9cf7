import { canonicalJson } from '../../core/index.ts';
import type { Database } from '../../database/index.ts';
import { type DeviceFilter, type ExportedDevice, exportDevices } from '../../query/index.ts';
import { instantText, objectOf } from '../views/index.ts';
import { csvOf } from './csv.ts';

export const EXPORT_FORMATS = ['ndjson', 'csv'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** What an export tells of a device, in the order of its columns. */
const COLUMNS = [
  'device_id',
  'partition',
  'ip',
  'hostname',
  'mac',
  'is_available',
  'device_type',
  'first_seen',
  'last_seen',
  'poller_id',
  'agent_id',
  'discovery_sources',
  'tags',
  'notes',
  'metadata',
] as const;

type Told = { readonly [C in (typeof COLUMNS)[number]]: unknown };

function told(device: ExportedDevice): Told {
  return {
    device_id: device.device_id,
    partition: device.partition,
    ip: device.ip,
    hostname: device.hostname,
    mac: device.mac,
    is_available: device.is_available,
    device_type: device.device_type,
    first_seen: instantText(device.first_seen),
    last_seen: instantText(device.last_seen),
    poller_id: device.poller_id,
    agent_id: device.agent_id,
    discovery_sources: [...(device.discovery_sources ?? [])].sort(),
    tags: device.tags ?? [],
    notes: device.notes,
    metadata: objectOf(device.metadata) ?? {},
  };
}

/**
 * Every visible device that a filter leaves, as text, page by page, with how many devices each piece
 * holds. In CSV lists are joined by blanks, and the metadata are JSON.
 */
export async function* exportText(
  database: Database,
  filter: DeviceFilter,
  format: ExportFormat,
): AsyncGenerator<{ readonly text: string; readonly devices: number }> {
  if (format === 'csv') yield { text: csvOf([COLUMNS]), devices: 0 };
  for await (const page of exportDevices(database, filter)) {
    const text =
      format === 'csv'
        ? csvOf(page.map((device) => cellsOf(told(device))))
        : page.map((device) => `${JSON.stringify(told(device))}\n`).join('');
    yield { text, devices: page.length };
  }
}

const cellsOf = (device: Told): string[] => COLUMNS.map((name) => cellOf(device[name]));

/** A text that a spreadsheet would take for a formula begins with an apostrophe more. */
function cellOf(value: unknown): string {
  if (value === null) return '';
  if (Array.isArray(value)) return cellOf(value.join(' '));
  if (typeof value === 'object') return canonicalJson(value as never);
  const text = String(value);
  return /^'*[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}
