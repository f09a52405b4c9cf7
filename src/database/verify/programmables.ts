import { DATASETS } from '../../catalogue/index.ts';
import { type Session, sql, trusted } from '../connection/index.ts';
import { fingerprintQuery, grafanaColumns } from '../programmables/index.ts';
import { type Drift, type Finding, NOTHING } from './drift.ts';
import { type LiveColumn, readColumns, readRelations } from './live.ts';
import { forgetProgrammables, plainName, type SchemaCheck, type Subject } from './subject.ts';

/** Views and functions: that they are there, with their columns, and as they were made. */
export const programmablesCheck: SchemaCheck = {
  name: 'views and functions',
  async examine(subject) {
    const views = await examineViews(subject);
    const definitions = await examineDefinitions(subject);
    if (definitions.skipped !== undefined) {
      // At least whether there is a function of each name can be told without the record.
      return { ...definitions, drifts: [...views, ...(await examineFunctions(subject))] };
    }
    const told = new Set(views.map((drift) => drift.name));
    return { drifts: [...views, ...definitions.drifts.filter((drift) => !told.has(drift.name))] };
  },
};

/** Names of our views in our schema. */
export function ownViewNames({ programmables, names }: Subject): string[] {
  return programmables.views.filter((one) => one.schema === names.schema).map((one) => one.name);
}

async function examineViews(subject: Subject): Promise<Drift[]> {
  const { session, names, programmables } = subject;
  const drifts: Drift[] = [];
  for (const schema of new Set(programmables.views.map((view) => view.schema))) {
    const relations = await readRelations(session, schema);
    const columns = await readColumns(session, schema);
    for (const { name } of programmables.views.filter((view) => view.schema === schema)) {
      const relation = relations.find((one) => one.name === name);
      const live = columns.filter((column) => column.relation === name);
      const expected = expectedColumns(subject, schema, name);
      const found = relation === undefined ? NOTHING : describe(relation.kind, live, expected);
      if (found === describe('v', undefined, expected)) continue;
      drifts.push({
        kind: 'view',
        name: plainName(schema, name),
        severity: 'broken',
        expected: describe('v', undefined, expected),
        found,
        mend: forgetProgrammables(names),
      });
    }
  }
  return drifts;
}

interface ViewColumns {
  /** Names, each with its type where the catalogue tells it. */
  readonly list: readonly string[];
  readonly typed: boolean;
}

/** Undefined for a view that is no dataset, of which only the definition is compared. */
function expectedColumns(
  { names }: Subject,
  schema: string,
  name: string,
): ViewColumns | undefined {
  const dataset = DATASETS.find((one) => one.name === name);
  if (dataset === undefined) return undefined;
  if (schema === names.grafanaSchema) {
    const columns = grafanaColumns(dataset);
    return columns && { list: columns.map((column) => column.name), typed: false };
  }
  const list = Object.entries(dataset.columns).map(([column, { type }]) => `${column} ${type}`);
  return { list, typed: true };
}

function describe(
  kind: string,
  live: readonly LiveColumn[] | undefined,
  expected: ViewColumns | undefined,
): string {
  const what = kind === 'v' ? 'a view' : 'no view';
  if (expected === undefined) return what;
  const list = live?.map(({ name, type }) => (expected.typed ? `${name} ${type}` : name));
  return `${what} of ${(list ?? expected.list).join(', ')}`;
}

async function examineFunctions({ session, names, programmables }: Subject): Promise<Drift[]> {
  const rows = await session.query<{ name: string }>(
    'verify.functions',
    sql`select distinct proname::text as name
          from pg_proc join pg_namespace on pg_namespace.oid = pronamespace
         where nspname = ${names.schema}`,
  );
  const live = new Set(rows.map((row) => row.name));
  return programmables.functions
    .filter((name) => !live.has(name))
    .map((name) => ({
      kind: 'function',
      name: plainName(names.schema, name),
      severity: 'broken',
      expected: 'a function',
      found: NOTHING,
      mend: forgetProgrammables(names),
    }));
}

/** Whether somebody changed a view or function after it was made. */
async function examineDefinitions(subject: Subject): Promise<Finding> {
  const { session, names, programmables, record, engine } = subject;
  const unanswered = (reason: string): Finding => ({
    drifts: [],
    skipped: [{ check: 'definitions of views and functions', reason }],
  });
  if (record === undefined) return unanswered('they were not applied yet');
  if (record.checksum !== programmables.checksum) {
    return unanswered('they are those of another program; `radarstore schema apply` renews them');
  }
  const major = Math.floor(engine.serverVersionNumber / 10_000);
  if (record.server_major !== major) {
    return unanswered(
      `they were made on PostgreSQL ${record.server_major}, and ${major} prints them differently; \`radarstore schema apply\` renews them once their record is deleted`,
    );
  }
  const live = await readFingerprints(session, subject);
  const drifts = Object.entries(record.objects)
    .filter(([name, hash]) => live[name] !== undefined && live[name] !== hash)
    .map(([name]): Drift => {
      const [kind = '', ...rest] = name.split(' ');
      return {
        kind: kind === 'view' ? 'view' : 'function',
        name: rest.join(' ').replaceAll('"', ''),
        severity: 'differs',
        expected: 'the definition by which radarstore made it',
        found: 'another definition',
        mend: forgetProgrammables(names),
      };
    });
  const overloads = Object.keys(record.objects)
    .filter((name) => name.startsWith('function ') && live[name] === undefined)
    .map(
      (name): Drift => ({
        kind: 'function',
        name: name.slice('function '.length),
        severity: 'broken',
        expected: 'a function with these arguments',
        found: NOTHING,
        mend: forgetProgrammables(names),
      }),
    );
  return { drifts: [...drifts, ...overloads] };
}

async function readFingerprints(
  session: Session,
  { programmables, names }: Subject,
): Promise<{ readonly [name: string]: string }> {
  const [row] = await session.query<{ objects: { [name: string]: string } }>(
    'verify.fingerprints',
    sql`select (${trusted(fingerprintQuery(programmables, names.schema))}) as objects`,
  );
  return row?.objects ?? {};
}
