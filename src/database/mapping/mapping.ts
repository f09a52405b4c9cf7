import {
  agingOf,
  type Dataset,
  type DatasetUse,
  PROTON_OBJECTS,
  type ProtonObject,
  rollupsOf,
  type Target,
  type TargetRole,
  targetsOf,
  USE_KINDS,
  type UseKind,
} from '../../catalogue/index.ts';
import type { Instant } from '../../core/index.ts';

/** What a target is in the database now. */
export interface LiveTarget {
  /** Null for a view, unless its rows were counted. */
  readonly rows: number | null;
  readonly rowsExact: boolean;
  /** Null for a view. */
  readonly bytes: number | null;
  readonly oldest: Instant | null;
  readonly newest: Instant | null;
  readonly effectiveSeconds: number | null;
  readonly enforcedBy: string | null;
  readonly reason?: string;
  /** What the engine does for it: hypertable, partitions, columnstore, continuous aggregate. */
  readonly features: readonly string[];
}

/** One dataset that stands for a Proton object, or for a part of it. */
export interface MappedTarget {
  readonly dataset: Dataset;
  readonly role: TargetRole;
  /** Null: rows stay for ever. */
  readonly declaredSeconds: number | null;
  /** Rollups that are made from it. */
  readonly rollups: readonly string[];
  /** Parts of the program that deal with it, by what they do. */
  readonly uses: { readonly [K in UseKind]: readonly string[] };
  /** Whether a database was asked. */
  readonly asked: boolean;
  /** Null: none was asked, or it does not have the relation. */
  readonly live: LiveTarget | null;
}

/** What an object lacks: a relation of its target, or a part of the program that deals with it. */
export type Gap = 'relation' | UseKind;

export const GAPS: readonly Gap[] = ['relation', ...USE_KINDS];

/** One Proton object and where it went. */
export interface MappedObject {
  readonly object: ProtonObject;
  readonly targets: readonly MappedTarget[];
  readonly gaps: readonly Gap[];
}

/** The mapping of all objects, in the order of the document that it goes back to. */
export type Mapping = readonly MappedObject[];

const SECONDS_PER_DAY = 86_400;

/** What the database told of its datasets, by their names. */
export interface LiveFacts {
  /** Those whose relation is there. */
  readonly targets: ReadonlyMap<string, LiveTarget>;
  /** The retention that is wanted: what was chosen, else what the catalogue says. */
  readonly declared: ReadonlyMap<string, number | null>;
}

/** Maps all objects; without facts from the catalogue alone. */
export function mapObjects(uses: readonly DatasetUse[], live: LiveFacts | null): Mapping {
  return Object.values(PROTON_OBJECTS).map((object): MappedObject => {
    const targets = targetsOf(object).map((target) => mapTarget(target, uses, live));
    return { object, targets, gaps: gapsOf(targets, live) };
  });
}

function mapTarget(
  { dataset, role }: Target,
  uses: readonly DatasetUse[],
  live: LiveFacts | null,
): MappedTarget {
  const days = agingOf(dataset)?.retentionDays;
  const declared = days === undefined ? null : days * SECONDS_PER_DAY;
  return {
    dataset,
    role,
    declaredSeconds: live?.declared.get(dataset.name) ?? declared,
    rollups: rollupsOf(dataset.name).map((rollup) => rollup.name),
    uses: usesOf(dataset.name, uses),
    asked: live !== null,
    live: live?.targets.get(dataset.name) ?? null,
  };
}

function usesOf(name: string, uses: readonly DatasetUse[]): MappedTarget['uses'] {
  const entries = USE_KINDS.map((kind) => {
    const parts = uses.filter(
      (use) => use.kind === kind && use.datasets.some((dataset) => dataset === name),
    );
    return [kind, parts.map((use) => use.part)];
  });
  return Object.fromEntries(entries) as MappedTarget['uses'];
}

/** Companions of the main target may lack everything but their relation: they follow from it. */
function gapsOf(targets: readonly MappedTarget[], live: LiveFacts | null): Gap[] {
  const own = targets.filter(({ role }) => role === 'main' || role === 'merged');
  return GAPS.filter((gap) => {
    if (gap === 'relation') {
      return own.length === 0 || (live !== null && targets.some((one) => one.live === null));
    }
    // A view has the rows of what it is over.
    const concerned = gap === 'writer' ? own.filter(({ dataset }) => dataset.kind !== 'view') : own;
    return concerned.some(({ uses }) => uses[gap].length === 0);
  });
}
