/** Widths below two days. Each divides the next day, so chunks begin at the same hours every day. */
const HOURS = [1, 2, 3, 4, 6, 8, 12, 24];

/** The shortest retention: six chunks of the least width. */
export const LEAST_RETENTION_HOURS = 6;

/**
 * The width of a chunk for a retention: at most a sixth of it, so that whole chunks going keeps the
 * age of rows near the retention, and at most what the catalogue declares for the dataset.
 */
export function chunkHoursFor(retentionHours: number, widestHours: number): number {
  const most = Math.min(retentionHours / 6, widestHours);
  if (most >= 24) return Math.floor(most / 24) * 24;
  return HOURS.findLast((hours) => hours <= most) ?? 1;
}
