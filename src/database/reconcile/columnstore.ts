import { type Columnstore, DATASETS, type Dataset } from '../../catalogue/index.ts';
import { hasCapability } from '../capabilities/index.ts';
import {
  type Database,
  quoteIdentifier,
  quoteLiteral,
  type Session,
  sql,
} from '../connection/index.ts';
import type { Difference, Findings } from './difference.ts';
import { type LivePolicy, policyText, readPolicies } from './policy.ts';
import { type Aspect, extensionOf, interval, relationLiteral, type Subject } from './subject.ts';

const COLUMNSTORE_POLICY = { procedure: 'policy_compression', age: 'compress_after' };

/** How chunks of a hypertable are converted. */
export interface LiveColumnstore {
  readonly enabled: boolean;
  readonly segmentBy: string | null;
  readonly orderBy: string | null;
}

/**
 * Closed chunks by column. Only the Community edition has it, and only there it can be read: after a
 * change of licence converted chunks are a matter for a person.
 */
export const columnstore: Aspect = {
  name: 'columnstore',
  async find(subject) {
    const { database, session, hypertables } = subject;
    if (database.engine.layout !== 'hypertables') return { differences: [] };
    const declared = DATASETS.filter(
      (dataset) => dataset.columnstore !== undefined && hypertables.has(dataset.name),
    );
    const settings = await readSettings(database, session);
    if (!hasCapability(database.capabilities, 'columnstore')) {
      return withoutLicence(database, session, settings);
    }
    const policies = await readPolicies(database, session, COLUMNSTORE_POLICY);
    return {
      differences: declared.flatMap((dataset) => [
        ...settingDifference(subject, dataset, settings.get(dataset.name)),
        ...conversionDifference(subject, dataset, policies.get(dataset.name)),
      ]),
    };
  },
};

/** What is set for each hypertable of ours, by its name. */
async function readSettings(
  database: Database,
  session: Session,
): Promise<Map<string, LiveColumnstore>> {
  const rows = await session.query<{
    name: string;
    enabled: boolean;
    segment_by: string | null;
    order_by: string | null;
  }>(
    'reconcile.columnstore',
    sql`select hypertable_name as name, compression_enabled as enabled,
               settings.segmentby as segment_by, settings.orderby as order_by
          from timescaledb_information.hypertables
          left join timescaledb_information.hypertable_columnstore_settings as settings
            on settings.hypertable = format('%I.%I', hypertable_schema, hypertable_name)::regclass
         where hypertable_schema = ${database.options.schema}`,
  );
  return new Map(
    rows.map((row) => [
      row.name,
      { enabled: row.enabled, segmentBy: row.segment_by, orderBy: row.order_by },
    ]),
  );
}

/** Statement that turns it on with the declared settings, or changes them. */
export function enableStatement(database: Database, dataset: Dataset): string {
  const { segmentBy, orderBy } = dataset.columnstore ?? { segmentBy: [], orderBy: [] };
  const table = `${quoteIdentifier(database.options.schema)}.${quoteIdentifier(dataset.name)}`;
  const order = orderBy.map((text) => {
    const [name = '', ...direction] = text.split(' ');
    return [quoteIdentifier(name), ...direction].join(' ');
  });
  return `alter table ${table} set (timescaledb.enable_columnstore = true, timescaledb.segmentby = ${quoteLiteral(segmentBy.map(quoteIdentifier).join(', '))}, timescaledb.orderby = ${quoteLiteral(order.join(', '))})`;
}

/** Settings that differ from those of the catalogue. */
export function settingDifference(
  { database }: Pick<Subject, 'database'>,
  dataset: Dataset,
  live: LiveColumnstore | undefined,
): Difference[] {
  const wanted = dataset.columnstore;
  if (wanted === undefined) return [];
  const declared = settingsText({
    enabled: true,
    segmentBy: wanted.segmentBy.join(','),
    orderBy: wanted.orderBy.join(','),
  });
  const found = settingsText(live);
  if (declared === found) return [];
  return [
    {
      object: dataset.name,
      fact: 'columnstore',
      declared,
      live: found,
      action: 'Sets how chunks are converted from now on; converted ones stay as they are.',
      sql: [enableStatement(database, dataset)],
      how: 'together',
      destructive: false,
      needsConfirmation: false,
    },
  ];
}

function settingsText(live: LiveColumnstore | undefined): string {
  if (live?.enabled !== true) return 'off';
  const plain = (text: string | null) =>
    (text ?? '')
      .replaceAll('"', '')
      .replaceAll(/\s*,\s*/g, ', ')
      .toLowerCase();
  return `by ${plain(live.segmentBy)}, in the order of ${plain(live.orderBy)}`;
}

/** Age of a chunk at its conversion: never before it has ended. */
export function conversionSeconds(columnstore: Columnstore): number {
  return columnstore.afterHours * 3_600;
}

/** The policy that converts closed chunks. */
export function conversionDifference(
  { database }: Pick<Subject, 'database'>,
  dataset: Dataset,
  live: LivePolicy | undefined,
): Difference[] {
  if (dataset.columnstore === undefined) return [];
  const afterSeconds = conversionSeconds(dataset.columnstore);
  if (live?.scheduled === true && live.afterSeconds === afterSeconds) return [];
  const call = (name: string, rest: string) =>
    `call ${extensionOf(database)}.${name}(${relationLiteral(database, dataset)}::regclass${rest})`;
  return [
    {
      object: dataset.name,
      fact: 'columnstore policy',
      declared: `converts after ${afterSeconds / 3_600} h`,
      live: policyText(live, 'converts'),
      action: `${live === undefined ? 'Adds' : 'Takes away the policy and adds'} the declared one.`,
      sql: [
        ...(live === undefined ? [] : [call('remove_columnstore_policy', '')]),
        call('add_columnstore_policy', `, after => ${interval(afterSeconds)}`),
      ],
      how: 'together',
      destructive: false,
      needsConfirmation: false,
    },
  ];
}

/** Converted chunks cannot be read under a licence without columnstore. */
async function withoutLicence(
  database: Database,
  session: Session,
  settings: ReadonlyMap<string, LiveColumnstore>,
): Promise<Findings> {
  const reason = database.capabilities.find((one) => one.name === 'columnstore')?.reason ?? '';
  const unavailable = [{ what: 'columnstore', reason }];
  const enabled = [...settings].filter(([, one]) => one.enabled).map(([name]) => name);
  if (enabled.length === 0) return { differences: [], unavailable };
  const rows = await session.query<{ name: string; chunks: number }>(
    'reconcile.converted',
    sql`select hypertable_name as name, count(*) as chunks
          from timescaledb_information.chunks
         where hypertable_schema = ${database.options.schema} and is_compressed
         group by 1 order by 1`,
  );
  return {
    unavailable,
    differences: rows.map(
      ({ name, chunks }): Difference => ({
        object: name,
        fact: 'columnstore',
        declared: 'off',
        live: `${chunks} converted chunks`,
        action:
          'They cannot be read under this licence. Start the server with timescaledb.license = timescale, run convert_to_rowstore on each chunk, and change the licence afterwards.',
        sql: [],
        how: 'person',
        destructive: false,
        needsConfirmation: false,
      }),
    ),
  };
}
