import type { HealthCheck } from '../../observe/index.ts';
import type { Trouble } from './attempt.ts';
import type { Size } from './size.ts';

/** What waits may take this share of the queue before that is told. */
const FILLED = 0.8;

/** Tells whether rows are stored as they come. */
export function checkQueue(waiting: Size, limit: Size, trouble: Trouble | undefined): HealthCheck {
  const name = 'queues';
  const { rows } = waiting;
  const detail = { rows, limit: limit.rows, bytes: waiting.bytes, limit_bytes: limit.bytes };
  if (trouble !== undefined) {
    const full = trouble.kind === 'disk-full';
    return {
      name,
      state: full ? 'failed' : 'degraded',
      message: `${rows} rows wait because a write failed: ${trouble.message}`,
      hint: full
        ? 'Make room on the disk of the database server; they are stored as soon as there is some.'
        : 'They are stored as soon as the database takes them.',
      detail,
    };
  }
  const filled = Math.max(rows / limit.rows, waiting.bytes / limit.bytes);
  if (filled > FILLED) {
    const share = `${Math.round(filled * 100)} %`;
    return { name, state: 'degraded', message: `The write queue is ${share} full.`, detail };
  }
  return { name, state: 'ok', message: `${rows} rows wait to be stored.`, detail };
}
