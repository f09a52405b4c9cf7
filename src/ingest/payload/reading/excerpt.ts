import type { Step } from './part.ts';

/**
 * The payload cut down to what a path leads to: lists hold the one element, objects lose their other
 * lists and objects. What is left makes the same row when it is read again, and no other.
 */
export function excerpt(payload: unknown, path: readonly Step[]): unknown {
  const [step, ...rest] = path;
  if (step === undefined || typeof payload !== 'object' || payload === null) return payload;
  if (Array.isArray(payload)) {
    return typeof step === 'number' && step in payload ? [excerpt(payload[step], rest)] : payload;
  }
  const members = Object.entries(payload).filter(
    ([name, value]) => name === step || typeof value !== 'object' || value === null,
  );
  return Object.fromEntries(
    members.map(([name, value]) => [name, name === step ? excerpt(value, rest) : value]),
  );
}
