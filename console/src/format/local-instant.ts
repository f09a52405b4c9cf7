import { readInstant, type Zone } from './instant.ts';

const WRITTEN = /^(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}:\d{2})(:\d{2})?)?$/;

/**
 * Reads what a person types into a time field: `2026-11-23`, `2026-11-23 14:05`, with seconds, or
 * RFC 3339 with its own zone. Undefined for anything else.
 */
export function readLocalInstant(text: string, zone: Zone): number | undefined {
  const match = WRITTEN.exec(text.trim());
  if (match === null) return /Z|[+-]\d{2}:\d{2}$/.test(text) ? readInstant(text.trim()) : undefined;
  const [, date, minutes = '00:00', seconds = ':00'] = match;
  return readInstant(`${date}T${minutes}${seconds}${zone === 'utc' ? 'Z' : ''}`);
}
