import type { Difference, Unavailable } from '../../database/index.ts';

/** Differences as a list for people; empty text without any. */
export function differencesText(title: string, differences: readonly Difference[]): string {
  if (differences.length === 0) return '';
  const lines = differences.map((one) => {
    const mark = one.destructive ? '  LOSES ROWS' : '';
    return `  ${one.fact} of ${one.object}: ${one.live} -> ${one.declared}${mark}\n    ${one.action}\n`;
  });
  return `${title}\n${lines.join('')}`;
}

/** What cannot be had on this server, as a list for people. */
export function unavailableText(unavailable: readonly Unavailable[]): string {
  if (unavailable.length === 0) return '';
  const lines = unavailable.map(({ what, reason }) => `  ${what}: ${reason}\n`);
  return `Not to be had here:\n${lines.join('')}`;
}

/** A difference as JSON has it. */
export const differenceJson = (one: Difference) => ({
  object: one.object,
  fact: one.fact,
  declared: one.declared,
  live: one.live,
  action: one.action,
  sql: one.sql,
  destructive: one.destructive,
  needs_confirmation: one.needsConfirmation,
});
