import type { Instant } from '../../core/index.ts';
import type { Database, Session } from '../connection/index.ts';
import type { Layout } from '../engine.ts';
import { type Programmables, programmablesOf } from './assemble.ts';
import { type ProgrammablesFacts, readFacts } from './record.ts';

export type ProgrammablesState =
  | 'current'
  /** Never applied. */
  | 'missing'
  /** Their text changed, or the schema was migrated since. */
  | 'outdated'
  /** A role was made or dropped since, so that only rights differ. */
  | 'roles-changed'
  /** Applied by a newer program, which this one must not undo. */
  | 'newer';

export interface ProgrammablesStatus {
  readonly state: ProgrammablesState;
  readonly appliedAt: Instant | null;
  /** Program that applied them. */
  readonly programVersion: string | null;
}

export interface CompareOptions {
  readonly layout: Layout;
  /** Number of the newest migration that this program knows. */
  readonly migration: number;
  /** Version of this program; without it nothing counts as newer. */
  readonly programVersion?: string | undefined;
}

/** Compares the programmables of this program with those that the database records. */
export async function programmablesStatus(
  database: Database,
  session: Session,
  options: CompareOptions,
): Promise<ProgrammablesStatus> {
  const declared = await programmablesOf(options.layout, database.names);
  const facts = await readFacts(database, session);
  return {
    state: stateOf(declared, facts, options),
    appliedAt: facts.record?.applied_at ?? null,
    programVersion: facts.record?.program_version ?? null,
  };
}

/** The state by what was read. */
export function stateOf(
  declared: Pick<Programmables, 'checksum'>,
  { record, existingRoles }: ProgrammablesFacts,
  { migration, programVersion }: Pick<CompareOptions, 'migration' | 'programVersion'>,
): ProgrammablesState {
  if (record === undefined) return 'missing';
  if (record.checksum !== declared.checksum || record.migration !== migration) {
    return isNewer(record.program_version, programVersion) ? 'newer' : 'outdated';
  }
  return record.roles.join() === existingRoles.join() ? 'current' : 'roles-changed';
}

/** Whether version `one` comes after `other`, number by number. */
function isNewer(one: string, other: string | undefined): boolean {
  if (other === undefined) return false;
  const numbers = (version: string) => (version.match(/\d+/g) ?? []).map(Number);
  const [left, right] = [numbers(one), numbers(other)];
  if (right.length === 0) return false;
  const length = Math.max(left.length, right.length);
  for (let index = 0; index < length; index++) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return false;
}
