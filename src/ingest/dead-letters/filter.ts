import { formatInstant, type Instant } from '../../core/index.ts';
import { join, type Sql, sql } from '../../database/index.ts';

/** Which letters are meant; what is absent does not matter. */
export interface LetterFilter {
  readonly id?: number | undefined;
  /** Name of a dataset; {@link NO_DATASET} for letters of which none is known. */
  readonly dataset?: string | undefined;
  readonly receiver?: string | undefined;
  readonly reason?: string | undefined;
  /** By the last time they came, half-open. */
  readonly since?: Instant | undefined;
  readonly until?: Instant | undefined;
}

/** Stands for the dataset of letters of which none is known. */
export const NO_DATASET = 'none';

/** Whether a filter leaves out anything. */
export function isNarrow(filter: LetterFilter): boolean {
  return Object.values(filter).some((value) => value !== undefined);
}

/** The condition of a filter, with more that is to hold. */
export function letterCondition(filter: LetterFilter, ...more: readonly Sql[]): Sql {
  const { id, dataset, receiver, reason, since, until } = filter;
  const parts: Sql[] = [...more];
  if (id !== undefined) parts.push(sql`id = ${id}`);
  if (dataset === NO_DATASET) parts.push(sql`dataset is null`);
  else if (dataset !== undefined) parts.push(sql`dataset = ${dataset}`);
  if (receiver !== undefined) parts.push(sql`receiver = ${receiver}`);
  if (reason !== undefined) parts.push(sql`reason = ${reason}`);
  if (since !== undefined) parts.push(sql`last_received_at >= ${formatInstant(since)}`);
  if (until !== undefined) parts.push(sql`last_received_at < ${formatInstant(until)}`);
  return parts.length === 0 ? sql`true` : join(parts, ' and ');
}
