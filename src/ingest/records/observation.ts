import { CATALOGUE, type NewRow } from '../../catalogue/index.ts';
import { cleanIp, type ExactJson, suggest } from '../../core/index.ts';
import { RecordFault } from './fault.ts';
import { kindOf, shortened } from './instant.ts';
import type { RecordOptions, RecordReader } from './record.ts';
import { type ValueReader, valueReader } from './value.ts';

/** How records of `device_updates` are written: as its rows are, or as observations (UD-1). */
export const OBSERVATION_SHAPE = 'observation';

/** What an observation calls a column. */
const COLUMN_OF = {
  device_id: 'device_id',
  ip: 'ip',
  source: 'discovery_source',
  agent_id: 'agent_id',
  poller_id: 'poller_id',
  partition: 'partition',
  timestamp: 'observed_at',
  hostname: 'hostname',
  mac: 'mac',
  metadata: 'metadata',
  is_available: 'available',
} as const;

/** Fields that are no columns. */
const OTHERS = ['service_type', 'service_id', 'confidence'] as const;

const FIELDS = [...Object.keys(COLUMN_OF), ...OTHERS];

/** Devices of the store's own kind (UD-8). */
const OWN_PARTITION = 'serviceradar';

/**
 * The reader of observations, which makes rows of `device_updates` of them. Null and absent are the
 * same; what is missing is filled in by the inventory, and the time by that of the receipt. The
 * confidence follows from the source, so that it is read and not used. Throws {@link RecordFault}.
 */
export function observationReader(options: RecordOptions): RecordReader {
  const { columns } = CATALOGUE.device_updates;
  const readers = new Map<string, ValueReader>(
    Object.entries(COLUMN_OF).map(([field, column]) => [
      field,
      valueReader(field, columns[column], options.timeUnit),
    ]),
  );
  for (const field of ['service_type', 'service_id']) {
    readers.set(field, valueReader(field, columns.hostname, undefined));
  }
  readers.set(
    'confidence',
    valueReader('confidence', { ...columns.ip, type: 'integer' }, undefined),
  );
  const read = (value: ExactJson): NewRow<'device_updates'> => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw new RecordFault('not_json', `the record is ${kindOf(value)}, not an object`);
    }
    const given: { [field: string]: unknown } = {};
    for (const [field, one] of Object.entries(value)) {
      const reader = readers.get(field);
      if (reader === undefined) throw unknownField(field);
      if (one !== null) given[field] = reader(one);
    }
    return rowOf(given, options);
  };
  return read as unknown as RecordReader;
}

function rowOf(
  given: { readonly [field: string]: unknown },
  options: RecordOptions,
): NewRow<'device_updates'> {
  const { service_type: type, service_id: id } = given as { readonly [field: string]: string };
  const row: { [column: string]: unknown } = { observed_at: options.receivedAt };
  for (const [field, column] of Object.entries(COLUMN_OF)) {
    if (given[field] !== undefined) row[column] = given[field];
  }
  if (type !== undefined && id !== undefined && isBlank(row.device_id)) {
    row.device_id = `serviceradar:${type}:${id}`;
    row.partition = OWN_PARTITION;
    row.discovery_source = OWN_PARTITION;
    row.metadata = { component_type: type, [`${type}_id`]: id, ...(row.metadata as object) };
  }
  if (isBlank(row.device_id) && isBlank(row.ip)) {
    const message = 'nothing names the device: give ip, device_id, or service_type and service_id';
    throw new RecordFault('missing_value', message);
  }
  if (isBlank(row.device_id) && cleanIp(row.ip as string) === null) {
    const message = `ip is "${shortened(String(row.ip))}", which is no IP address, and nothing else names the device`;
    throw new RecordFault('bad_value', message, 'ip');
  }
  return row as unknown as NewRow<'device_updates'>;
}

const isBlank = (value: unknown) => typeof value !== 'string' || value.trim() === '';

function unknownField(field: string): RecordFault {
  const near = suggest(field, FIELDS);
  const advice = near === undefined ? `it has ${FIELDS.join(', ')}` : `did you mean "${near}"?`;
  const message = `an observation has no field "${shortened(field)}"; ${advice}`;
  return new RecordFault('unknown_field', message, shortened(field));
}
