import { type Instant, parseInstant, RadarError } from '../../../core/index.ts';

/** The end of a token; null for none. Throws REQUEST_INVALID. */
export function readExpiry(text: string | null | undefined): Instant | null {
  if (text === undefined || text === null || text === '') return null;
  const instant = parseInstant(text);
  if (instant !== undefined) return instant;
  throw new RadarError('REQUEST_INVALID', `"${text.slice(0, 80)}" is no instant.`, {
    hint: 'Write it as 2026-12-31T00:00:00Z.',
  });
}
