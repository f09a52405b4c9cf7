import { quoteIdentifier, sql } from '../connection/index.ts';
import type { Drift } from './drift.ts';
import type { SchemaCheck } from './subject.ts';

interface ForeignObject {
  /** How `alter` calls it. */
  readonly what: string;
  readonly name: string;
  readonly quoted: string;
  readonly owner: string;
}

/** Everything belongs to the owner of the schema: who migrates and maintains must own what he changes. */
export const ownersCheck: SchemaCheck = {
  name: 'owners',
  async examine({ session, names, owner, layout }) {
    const schemas = [
      names.schema,
      ...(names.grafanaSchema === null ? [] : [names.grafanaSchema]),
      ...(layout === 'partitions' ? [names.chunkSchema] : []),
    ];
    const rows = await session.query<ForeignObject>(
      'verify.owners',
      sql`select case relkind when 'v' then 'view' when 'm' then 'materialized view' else 'table' end as what,
                 nspname || '.' || relname as name, format('%I.%I', nspname, relname) as quoted,
                 pg_get_userbyid(relowner)::text as owner
            from pg_class join pg_namespace on pg_namespace.oid = relnamespace
           where nspname = any(${schemas}) and relkind in ('r', 'p', 'v', 'm')
             and pg_get_userbyid(relowner) <> ${owner}
          union all
          select 'routine', pg_proc.oid::regprocedure::text, pg_proc.oid::regprocedure::text,
                 pg_get_userbyid(proowner)::text
            from pg_proc join pg_namespace on pg_namespace.oid = pronamespace
           where nspname = any(${schemas}) and pg_get_userbyid(proowner) <> ${owner}
          union all
          select 'schema', nspname, format('%I', nspname), pg_get_userbyid(nspowner)::text
            from pg_namespace
           where nspname = any(${schemas}) and pg_get_userbyid(nspowner) <> ${owner}
           order by name`,
    );
    return {
      drifts: rows.map(
        (row): Drift => ({
          kind: 'owner',
          name: row.name,
          severity: 'broken',
          expected: owner,
          found: row.owner,
          mend: `-- as a superuser:\nalter ${row.what} ${row.quoted} owner to ${quoteIdentifier(owner)};`,
        }),
      ),
    };
  },
};
