import { quoteIdentifier, sql } from '../connection/index.ts';
import type { Drift } from './drift.ts';
import type { SchemaCheck } from './subject.ts';

interface RoleFacts {
  readonly login: boolean;
  readonly has_timeout: boolean;
  readonly connects: boolean;
  readonly makes_temporary: boolean;
}

/** Settings of the roles themselves, which only a superuser or the one who made them may change. */
export const rolesCheck: SchemaCheck = {
  name: 'settings of the roles',
  async examine({ session, names, owner }) {
    const facts = async (role: string) => {
      const [row] = await session.query<RoleFacts>(
        'verify.roles',
        sql`select rolcanlogin as login,
                   exists (select from pg_db_role_setting cross join unnest(setconfig) as setting
                            where setrole = pg_roles.oid
                              and setdatabase in (0, (select oid from pg_database where datname = current_database()))
                              and setting ~ '^statement_timeout=' and setting !~ '^statement_timeout=0') as has_timeout,
                   has_database_privilege(pg_roles.oid, current_database(), 'connect') as connects,
                   has_database_privilege(pg_roles.oid, current_database(), 'temporary') as makes_temporary
              from pg_roles where rolname = ${role}`,
      );
      return row;
    };
    const { writer, reader } = names.roles;
    const ownerFacts = await facts(owner);
    const writerFacts = writer === null ? undefined : await facts(writer);
    const readerFacts = reader === null ? undefined : await facts(reader);
    return {
      drifts: [
        ...(ownerFacts === undefined ? [] : judgeOwner(owner, ownerFacts)),
        ...(writer === null || writerFacts === undefined ? [] : judgeWriter(writer, writerFacts)),
        ...(reader === null || readerFacts === undefined ? [] : judgeReader(reader, readerFacts)),
      ],
    };
  },
};

const role = (drift: Omit<Drift, 'kind'>): Drift => ({ kind: 'role', ...drift });

const connect = (name: string): Drift =>
  role({
    name,
    severity: 'broken',
    expected: 'may connect to the database',
    found: 'may not',
    mend: `do $$ begin execute format('grant connect on database %I to %I', current_database(), '${name.replaceAll("'", "''")}'); end $$;`,
  });

/** Jobs of TimescaleDB run as the owner, and do not start for a role that may not log in. */
function judgeOwner(name: string, { login }: RoleFacts): Drift[] {
  if (login) return [];
  return [
    role({
      name,
      severity: 'differs',
      expected: 'may log in: jobs of TimescaleDB run as the owner of their table',
      found: 'may not',
      mend: `-- as a superuser:\nalter role ${quoteIdentifier(name)} login;`,
    }),
  ];
}

/** Batches that met duplicates go through a temporary table. */
function judgeWriter(name: string, facts: RoleFacts): Drift[] {
  const literal = name.replaceAll("'", "''");
  return [
    ...(facts.connects ? [] : [connect(name)]),
    ...(facts.makes_temporary
      ? []
      : [
          role({
            name,
            severity: 'broken',
            expected: 'may make temporary tables',
            found: 'may not',
            mend: `do $$ begin execute format('grant temporary on database %I to %I', current_database(), '${literal}'); end $$;`,
          }),
        ]),
  ];
}

function judgeReader(name: string, facts: RoleFacts): Drift[] {
  return [
    ...(facts.connects ? [] : [connect(name)]),
    ...(facts.has_timeout
      ? []
      : [
          role({
            name,
            severity: 'differs',
            expected: 'a statement_timeout, so that no query of a person runs for ever',
            found: 'none',
            mend: `-- as a superuser:\nalter role ${quoteIdentifier(name)} set statement_timeout = '30s';`,
          }),
        ]),
  ];
}
