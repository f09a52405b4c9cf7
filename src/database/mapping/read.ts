import { DATASETS, type Dataset, type DatasetUse } from '../../catalogue/index.ts';
import { type Database, sql } from '../connection/index.ts';
import { type DatasetStorage, readStorage } from '../storage/index.ts';
import { type LiveTarget, type Mapping, mapObjects } from './mapping.ts';

export type MappingOptions = Parameters<typeof readStorage>[1] & {
  /** What the parts of the program do with datasets. */
  readonly uses: readonly DatasetUse[];
};

/** Maps all objects and tells of each target what the database holds now. */
export async function readMapping(database: Database, options: MappingOptions): Promise<Mapping> {
  const [features, { datasets }] = await Promise.all([
    readFeatures(database),
    readStorage(database, options),
  ]);
  const targets = datasets.flatMap((stored): [string, LiveTarget][] => {
    const { name } = stored.dataset;
    const found = features.get(name);
    return found === undefined ? [] : [[name, liveTarget(stored, found)]];
  });
  return mapObjects(options.uses, {
    targets: new Map(targets),
    declared: new Map(datasets.map((stored) => [stored.dataset.name, stored.declaredSeconds])),
  });
}

function liveTarget(stored: DatasetStorage, features: readonly string[]): LiveTarget {
  const isView = stored.dataset.kind === 'view';
  return {
    rows: isView && !stored.rowsExact ? null : stored.rows,
    rowsExact: stored.rowsExact,
    bytes: isView ? null : stored.size.bytes,
    oldest: stored.oldest,
    newest: stored.newest,
    effectiveSeconds: stored.effectiveSeconds,
    enforcedBy: stored.enforcedBy,
    ...(stored.reason === undefined ? {} : { reason: stored.reason }),
    features,
  };
}

const names = (DATASETS as readonly Dataset[]).map((dataset) => dataset.name);

/** Of each relation that is there, what the engine does for it. */
async function readFeatures(database: Database): Promise<Map<string, string[]>> {
  const extension =
    database.engine.layout === 'hypertables'
      ? sql`select hypertable_name::text as name,
                   array['hypertable'] || case when compression_enabled then array['columnstore'] else '{}' end ||
                   case when exists (select from timescaledb_information.continuous_aggregates as aggregate
                                      where aggregate.hypertable_schema = hypertables.hypertable_schema
                                        and aggregate.hypertable_name = hypertables.hypertable_name)
                        then array['continuous aggregate'] else '{}' end as features
              from timescaledb_information.hypertables
             where hypertable_schema = ${database.options.schema}`
      : sql`select null::text as name, null::text[] as features where false`;
  const rows = await database.query<{ name: string; features: string[] }>(
    'mapping.features',
    sql`with extension as (${extension})
        select relation.relname::text as name,
               coalesce(extension.features,
                        case relation.relkind when 'p' then array['partitions'] else '{}' end) as features
          from pg_class as relation
          join pg_namespace as namespace on namespace.oid = relation.relnamespace
          left join extension on extension.name = relation.relname
         where namespace.nspname = ${database.options.schema} and relation.relname = any(${names})
           and relation.relkind in ('r', 'p', 'v', 'm')`,
  );
  return new Map(rows.map(({ name, features }) => [name, features]));
}
