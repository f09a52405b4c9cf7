import type { NewRow } from '../../catalogue/index.ts';
import { type ExactJson, type Instant, suggest } from '../../core/index.ts';
import { observationReader, RecordFault } from '../../ingest/index.ts';

/** What somebody else knows of a device: read from an export, and not taken over. */
const LEFT_ALONE = new Set([
  'first_seen',
  'last_seen',
  'poller_id',
  'agent_id',
  'discovery_sources',
  'status',
  'tags',
  'notes',
  'source',
]);

/** What an export tells of a device of which nobody told the type; so that is no type. */
const NO_TYPE = 'network_device';

const TAKEN = [
  'device_id',
  'partition',
  'ip',
  'hostname',
  'mac',
  'is_available',
  'metadata',
  'timestamp',
];

/** Names of fields that an import knows. */
export const IMPORT_FIELDS = [...TAKEN, 'device_type', 'metadata.<key>'];

type Fields = { readonly [name: string]: ExactJson };

/** Makes an observation of source `manual` of a record. Throws {@link RecordFault}. */
export function importReader(options: {
  readonly receivedAt: Instant;
  readonly partition: string | undefined;
}): (record: Fields) => NewRow<'device_updates'> {
  const read = observationReader({ receivedAt: options.receivedAt });
  return (record) => {
    const given: { [name: string]: ExactJson } = { source: 'manual' };
    const metadata: { [key: string]: ExactJson } = {};
    for (const [name, value] of Object.entries(record)) {
      if (LEFT_ALONE.has(name) || value === null) continue;
      if (name === 'metadata') Object.assign(metadata, mapOf(value));
      else if (name === 'device_type') {
        if (value !== NO_TYPE) metadata.device_type = value;
      } else if (name.startsWith('metadata.')) metadata[name.slice('metadata.'.length)] = value;
      else if (TAKEN.includes(name)) given[name] = value;
      else throw unknownField(name);
    }
    if (given.partition === undefined && options.partition !== undefined) {
      given.partition = options.partition;
    }
    return read({ ...given, metadata });
  };
}

function mapOf(value: ExactJson): object {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw new RecordFault('bad_value', 'metadata is no JSON object', 'metadata');
}

function unknownField(name: string): RecordFault {
  const near = suggest(name, [...TAKEN, 'device_type']);
  const advice =
    near === undefined ? `it has ${IMPORT_FIELDS.join(', ')}` : `did you mean "${near}"?`;
  const message = `an import has no field "${name.slice(0, 60)}"; ${advice}`;
  return new RecordFault('unknown_field', message, name.slice(0, 60));
}
