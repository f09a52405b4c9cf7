import { sql } from '../connection/index.ts';
import { type DatabaseCheck, type Finding, ok, warning } from './subject.ts';

/** Connections outside the pool: the maintenance leader, and a schema migration. */
const BESIDE_THE_POOL = 2;

/** Limits as the server reports them; -1 means none. */
export interface ConnectionFacts {
  readonly role: string;
  readonly allowed: number;
  readonly used: number;
  readonly role_limit: number;
  readonly role_used: number;
  readonly database_limit: number;
  readonly database_used: number;
}

/** Whether the server has room for the pool. */
export const connectionsCheck: DatabaseCheck = {
  name: 'connections',
  examine: async ({ database }) => {
    const [facts] = await database.query<ConnectionFacts>(
      'doctor.connections',
      sql`select current_user as role,
                 current_setting('max_connections')::integer
                   - current_setting('superuser_reserved_connections')::integer
                   - coalesce(current_setting('reserved_connections', true), '0')::integer as allowed,
                 count(*)::integer as used,
                 (select rolconnlimit from pg_roles where rolname = current_user) as role_limit,
                 count(*) filter (where usename = current_user)::integer as role_used,
                 (select datconnlimit from pg_database where datname = current_database()) as database_limit,
                 count(*) filter (where datname = current_database())::integer as database_used
            from pg_stat_activity
           where backend_type = 'client backend' and pid <> pg_backend_pid()`,
    );
    if (facts === undefined) throw new Error('the server answered no row');
    return judgeConnections(facts, database.options.maxConnections);
  },
};

/** Judges what was read; apart from the reading, so that full servers can be tried. */
export function judgeConnections(facts: ConnectionFacts, poolSize: number): Finding {
  const limits = [
    { what: 'the server (max_connections)', free: facts.allowed - facts.used },
    { what: `role "${facts.role}"`, free: left(facts.role_limit, facts.role_used) },
    { what: 'the database', free: left(facts.database_limit, facts.database_used) },
  ];
  const tightest = limits.reduce((least, one) => (one.free < least.free ? one : least));
  const needed = poolSize + BESIDE_THE_POOL;
  const said = `${Math.max(0, tightest.free)} more connections are allowed by ${tightest.what}; radarstore uses up to ${needed}`;
  if (tightest.free >= needed) return ok(`${said}.`);
  return warning(
    `${said}, so some may be refused.`,
    `Set database.max_connections to at most ${Math.max(2, tightest.free - BESIDE_THE_POOL)}, or raise that limit.`,
  );
}

function left(limit: number, used: number): number {
  return limit < 0 ? Number.POSITIVE_INFINITY : limit - used;
}
