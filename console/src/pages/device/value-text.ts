import { DASH } from '../../format/index.ts';

/** A value of a device as text; a truth as a word, nested ones as JSON. */
export function valueText(value: unknown): string {
  if (value === null || value === undefined || value === '') return DASH;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value) && value.length > 0 && value.every(isPlain)) return value.join(', ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}

const isPlain = (value: unknown): boolean => typeof value === 'string' || typeof value === 'number';

/** A further address of a device: the store keeps it as a mark with the address in its name. */
const OTHER_ADDRESS = /^attributes\.alt_ip:(.+)$/;

/** The value of a field as people read it. */
export function fieldValue(field: string, value: unknown): unknown {
  return OTHER_ADDRESS.test(field) && value === '1' ? true : value;
}

/** A name of the store as people read it. */
export function fieldTitle(field: string): string {
  const [, address] = OTHER_ADDRESS.exec(field) ?? [];
  if (address !== undefined) return `also ${address}`;
  return TITLES[field] ?? field.replace(/^attributes\./, '').replaceAll('_', ' ');
}

const TITLES: Readonly<Record<string, string>> = {
  ip: 'Address',
  hostname: 'Host name',
  mac: 'MAC',
  poller_id: 'Poller',
  agent_id: 'Agent',
  is_available: 'Answers',
  device_type: 'Type',
  discovery_sources: 'Seen by',
  hidden_by: 'Hidden by',
  metadata: 'Metadata',
};
