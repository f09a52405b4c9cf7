import { quoteIdentifier, sql } from '../connection/index.ts';
import { RIGHTS, type Right } from '../roles/index.ts';
import { type Drift, type Finding, NOTHING, type SkippedCheck } from './drift.ts';
import { plainName, quotedName, type SchemaCheck, type Subject } from './subject.ts';

/** What the writer and the reader may do, whichever way they came to it. */
export const rightsCheck: SchemaCheck = {
  name: 'rights of writer and reader',
  async examine(subject) {
    const drifts: Drift[] = [];
    const skipped: SkippedCheck[] = [];
    for (const kind of ['writer', 'reader'] as const) {
      const role = subject.names.roles[kind];
      if (role === null) continue;
      const finding = await examineRole(subject, kind, role);
      drifts.push(...finding.drifts);
      skipped.push(...(finding.skipped ?? []));
    }
    return { drifts, skipped };
  },
};

async function examineRole(
  subject: Subject,
  kind: 'writer' | 'reader',
  role: string,
): Promise<Finding> {
  const { session, owner } = subject;
  const [found] = await session.query<{ is_owner: boolean }>(
    'verify.role',
    sql`select pg_has_role(oid, ${owner}, 'usage') as is_owner from pg_roles where rolname = ${role}`,
  );
  if (found === undefined) {
    const reason = `role ${role} does not exist; \`radarstore schema print --bootstrap\` makes it`;
    return { drifts: [], skipped: [{ check: `rights of the ${kind}`, reason }] };
  }
  if (found.is_owner) {
    const drift: Drift = {
      kind: 'role',
      name: role,
      severity: 'broken',
      expected: `a role without the rights of the owner ${owner}`,
      found: `a superuser, the owner, or a member of it, so that it may do everything`,
      mend: `-- as a superuser: alter role ${quoteIdentifier(role)} nosuperuser; revoke ${quoteIdentifier(owner)} from ${quoteIdentifier(role)};`,
    };
    return { drifts: [drift] };
  }
  return {
    drifts: [
      ...(await examineSchemas(subject, kind, role)),
      ...(await examineRelations(subject, kind, role)),
      ...(await examineFunctions(subject, role)),
    ],
  };
}

async function examineSchemas(
  { session, programmables }: Subject,
  kind: 'writer' | 'reader',
  role: string,
): Promise<Drift[]> {
  const needed = programmables.rights
    .filter(({ relations }) => relations.some((one) => one[kind].length > 0))
    .map((one) => one.schema);
  const rows = await session.query<{ schema: string; uses: boolean; creates: boolean }>(
    'verify.schema_rights',
    sql`select nspname::text as schema, has_schema_privilege(${role}, oid, 'usage') as uses,
               has_schema_privilege(${role}, oid, 'create') as creates
          from pg_namespace where nspname = any(${programmables.rights.map((one) => one.schema)})`,
  );
  return rows.flatMap(({ schema, uses, creates }): Drift[] => {
    const name = `${role} on schema ${schema}`;
    const on = `on schema ${quoteIdentifier(schema)}`;
    const to = quoteIdentifier(role);
    return [
      ...(uses || !needed.includes(schema)
        ? []
        : [
            grant({
              name,
              severity: 'broken',
              expected: 'usage',
              found: NOTHING,
              mend: `grant usage ${on} to ${to};`,
            }),
          ]),
      ...(creates
        ? [
            grant({
              name,
              severity: 'extra',
              expected: 'no create',
              found: 'create',
              mend: `revoke create ${on} from ${to}, public;`,
            }),
          ]
        : []),
    ];
  });
}

interface LiveRights {
  readonly schema: string;
  readonly name: string;
  readonly rights: readonly Right[];
}

async function examineRelations(
  { session, programmables }: Subject,
  kind: 'writer' | 'reader',
  role: string,
): Promise<Drift[]> {
  const declared = programmables.rights.flatMap(({ schema, relations }) =>
    relations.map((one) => ({ schema, name: one.name, rights: one[kind] })),
  );
  const live = await session.query<LiveRights>(
    'verify.relation_rights',
    sql`select nspname::text as schema, relname::text as name,
               array(select right_name from unnest(${[...RIGHTS]}::text[]) as right_name
                      where has_table_privilege(${role}, pg_class.oid, right_name)) as rights
          from pg_class join pg_namespace on pg_namespace.oid = relnamespace
         where nspname = any(${programmables.rights.map((one) => one.schema)})
           and relkind in ('r', 'p', 'v')`,
  );
  return declared.flatMap((one) => {
    const found = live.find(({ schema, name }) => schema === one.schema && name === one.name);
    return found === undefined ? [] : compareRights(role, one, found.rights);
  });
}

function compareRights(role: string, declared: LiveRights, live: readonly Right[]): Drift[] {
  const { schema, name, rights } = declared;
  const missing = rights.filter((right) => !live.includes(right));
  const surplus = live.filter((right) => !rights.includes(right));
  const on = `on ${quotedName(schema, name)}`;
  const to = quoteIdentifier(role);
  const words = (list: readonly Right[]) => (list.length === 0 ? NOTHING : list.join(', '));
  const common = {
    name: `${role} on ${plainName(schema, name)}`,
    expected: words(rights),
    found: words(live),
  };
  return [
    ...(missing.length === 0
      ? []
      : [
          grant({ ...common, severity: 'broken', mend: `grant ${words(missing)} ${on} to ${to};` }),
        ]),
    ...(surplus.length === 0
      ? []
      : [
          grant({
            ...common,
            // What may not even be read holds secrets.
            severity: rights.length === 0 ? 'broken' : 'extra',
            mend: `revoke ${words(surplus)} ${on} from ${to}, public;`,
          }),
        ]),
  ];
}

async function examineFunctions(
  { session, names, programmables }: Subject,
  role: string,
): Promise<Drift[]> {
  const rows = await session.query<{ signature: string }>(
    'verify.function_rights',
    sql`select pg_proc.oid::regprocedure::text as signature
          from pg_proc join pg_namespace on pg_namespace.oid = pronamespace
         where nspname = ${names.schema} and proname = any(${[...programmables.functions]})
           and not has_function_privilege(${role}, pg_proc.oid, 'execute')`,
  );
  return rows.map(({ signature }) =>
    grant({
      name: `${role} on function ${signature}`,
      severity: 'broken',
      expected: 'execute',
      found: NOTHING,
      mend: `grant execute on routine ${signature} to ${quoteIdentifier(role)};`,
    }),
  );
}

const grant = (drift: Omit<Drift, 'kind'>): Drift => ({ kind: 'grant', ...drift });
