import type { Row } from '../../../catalogue/index.ts';
import { type Database, sql, trusted } from '../../../database/index.ts';

/** A component of the store's own kind, as the service registry knows it. */
export type RegisteredRow = Row<'pollers'> & {
  readonly parent_id: string | null;
  readonly checker_kind: string | null;
};

const COMPONENTS = {
  poller: { table: 'pollers', id: 'poller_id', parent: 'null', kind: 'null' },
  agent: { table: 'agents', id: 'agent_id', parent: 'poller_id', kind: 'null' },
  checker: { table: 'checkers', id: 'checker_id', parent: 'agent_id', kind: 'checker_kind' },
} as const;
export type ComponentType = keyof typeof COMPONENTS;

/** The kind and id of a service component in a device id `serviceradar:<type>:<id>` (UD-8). */
export function componentOf(
  deviceId: string,
): { readonly type: ComponentType; readonly id: string } | undefined {
  const [, type = '', id = ''] = /^serviceradar:([a-z]+):(.+)$/s.exec(deviceId) ?? [];
  return Object.hasOwn(COMPONENTS, type) ? { type: type as ComponentType, id } : undefined;
}

/** The registration of a service component; undefined when the registry does not know it. */
export async function readRegistration(
  database: Database,
  { type, id }: { readonly type: ComponentType; readonly id: string },
): Promise<RegisteredRow | undefined> {
  const { table, id: key, parent, kind } = COMPONENTS[type];
  const [row] = await database.query<RegisteredRow>(
    'query.device_registration',
    sql`select component_id, registration_source, status, spiffe_identity, first_registered,
               first_seen, last_seen, metadata, ${trusted(parent)} as parent_id,
               ${trusted(kind)} as checker_kind
          from ${database.relation(table)} where ${trusted(key)} = ${id}`,
  );
  return row;
}
