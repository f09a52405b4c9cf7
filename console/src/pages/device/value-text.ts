import { DASH } from '../../format/index.ts';

/** A value of a device as text; a truth as a word, nested ones as JSON. */
export function valueText(value: unknown): string {
  if (value === null || value === undefined || value === '') return DASH;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value) && value.length > 0 && value.every(isPlain)) return value.join(', ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}

const isPlain = (value: unknown): boolean => typeof value === 'string' || typeof value === 'number';

/** A name of the store as people read it. */
export function fieldTitle(field: string): string {
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
};
