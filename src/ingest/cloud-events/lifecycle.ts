import { type ExactObject, isObject } from '../formats/index.ts';
import { textOf } from './text.ts';

/** What of a device may move: its word, and the members that tell it before and now. */
const MOVES = [
  ['service', 'service_id'],
  ['ip', 'ip'],
  ['collector', 'collector_ip'],
] as const;

/** One line for what happened to a device; facts: telemetry §6.1, inventory EV-6. */
export function lifecycleMessage(data: ExactObject): string {
  const device = textOf(data.device_id) ?? 'unknown';
  const action = (textOf(data.action) ?? 'updated').toLowerCase();
  if (action === 'alias_updated') {
    const parts = movesOf(data);
    return `Device ${device} alias updated${parts.length === 0 ? '' : ` (${parts.join(', ')})`}`;
  }
  const actor = textOf(data.actor);
  return `Device ${device} ${action}${actor === null ? '' : ` by ${actor}`}`;
}

function movesOf({ metadata }: ExactObject): readonly string[] {
  if (!isObject(metadata)) return [];
  return MOVES.flatMap(([word, member]) => {
    const before = textOf(metadata[`previous_${member}`]);
    const now = textOf(metadata[`alias_current_${member}`]) ?? textOf(metadata[`alias_${member}`]);
    if (before === now) return [];
    if (now === null) return `${word} removed (was ${before})`;
    return before === null ? `${word} ${now}` : `${word} ${before}→${now}`;
  });
}
