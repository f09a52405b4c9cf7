import type {
  MappingEntry,
  MappingGap,
  MappingReport,
  MappingTarget,
} from '../../contract/index.ts';
import { type Database, GAPS, type Mapping } from '../../database/index.ts';
import { instantText } from './value.ts';

/** The mapping of the Proton objects; `database` is null where none was asked. */
export function mappingReport(
  mapping: Mapping,
  server: { readonly database: Database; readonly maintenanceIntervalMs: number } | null,
): MappingReport {
  const count = (gap: MappingGap) => mapping.filter((one) => one.gaps.includes(gap)).length;
  return {
    database:
      server === null
        ? null
        : {
            engine: server.database.engine.name,
            schema: server.database.options.schema,
            maintenance_interval_seconds: Math.round(server.maintenanceIntervalMs / 1_000),
          },
    summary: {
      objects: mapping.length,
      without_gap: mapping.filter((one) => one.gaps.length === 0).length,
      gaps: Object.fromEntries(GAPS.map((gap) => [gap, count(gap)])) as Record<MappingGap, number>,
    },
    objects: mapping.map(mappingEntry),
  };
}

function mappingEntry({ object, targets, gaps }: Mapping[number]): MappingEntry {
  const { name, kind, seed, note } = object;
  return {
    object: name,
    kind,
    seed: {
      status: seed.status,
      ttl: seed.ttl,
      target: seed.target,
      retention_days: seed.retentionDays,
    },
    note: note ?? null,
    targets: targets.map(mappingTarget),
    gaps: [...gaps],
  };
}

function mappingTarget(target: Mapping[number]['targets'][number]): MappingTarget {
  const { dataset, role, declaredSeconds, live } = target;
  const { writer, reader, query_name, backfill, parity } = target.uses;
  return {
    dataset: dataset.name,
    title: dataset.title,
    area: dataset.area,
    kind: dataset.kind,
    role,
    retention: {
      declared_seconds: declaredSeconds,
      effective_seconds: live?.effectiveSeconds ?? null,
      enforced_by: live?.enforcedBy ?? null,
      ...(live?.reason === undefined ? {} : { reason: live.reason }),
    },
    present: target.asked ? live !== null : null,
    rows: live?.rows ?? null,
    rows_exact: live?.rowsExact ?? false,
    bytes: live?.bytes ?? null,
    oldest: instantText(live?.oldest ?? null),
    newest: instantText(live?.newest ?? null),
    features: [...(live?.features ?? [])],
    rollups: [...target.rollups],
    query_names: [...dataset.queryNames],
    handled_by: {
      writer: [...writer],
      reader: [...reader],
      query_name: [...query_name],
      backfill: [...backfill],
      parity: [...parity],
    },
  };
}
