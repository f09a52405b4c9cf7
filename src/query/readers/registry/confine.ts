import type { ServiceType } from '../../../catalogue/index.ts';
import { type Database, empty, type Sql, sql } from '../../../database/index.ts';

/** Network partitions that a caller may see; null: all. */
export type Partitions = readonly string[] | null;

/** Rows with a partition that the caller may see. */
export function inPartitions(column: Sql, partitions: Partitions): Sql {
  return partitions === null ? empty : sql`and ${column} = any(${partitions}::text[])`;
}

/**
 * Services that the caller may see. They belong to no partition themselves: those are seen that are
 * named by a service of a partition of the caller, as it was reported or declared last.
 */
export function namedInPartitions(
  database: Database,
  type: ServiceType,
  partitions: Partitions,
): Sql {
  if (partitions === null) return empty;
  const told = (name: string) => sql`exists (
      select from ${database.relation(name)} as told
       where told.poller_id = held.poller_id ${NAMED[type]}
         and told.partition = any(${partitions}::text[]))`;
  return sql`and (${told('service_status_latest')} or ${told('services_latest')})`;
}

const AGENT = sql`and told.agent_id = held.agent_id`;

const NAMED: { readonly [T in ServiceType]: Sql } = {
  poller: empty,
  agent: AGENT,
  checker: sql`${AGENT} and told.service_name || '@' || told.agent_id = held.checker_id`,
};
