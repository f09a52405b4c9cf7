import type { Dataset } from '../../catalogue/index.ts';
import { type Database, quoteIdentifier, quoteLiteral, type Session } from '../connection/index.ts';
import type { Retentions } from '../retention/index.ts';
import type { Findings } from './difference.ts';

/** What the reconciler looks at, and by what it measures. */
export interface Subject {
  readonly database: Database;
  readonly session: Session;
  /** Retentions as they are to be. */
  readonly retentions: Retentions;
  readonly intervalMs: number;
  /** Hypertables of our schema, with the width of their chunks in seconds; empty without TimescaleDB. */
  readonly hypertables: ReadonlyMap<string, number>;
}

/** One kind of facts. */
export interface Aspect {
  readonly name: string;
  find(subject: Subject): Promise<Findings>;
}

/** The literal of a relation's name, as functions of TimescaleDB take it. */
export function relationLiteral({ options }: Database, dataset: Pick<Dataset, 'name'>): string {
  return quoteLiteral(`${quoteIdentifier(options.schema)}.${quoteIdentifier(dataset.name)}`);
}

/** An interval of so many seconds; days of an interval would be as long as the zone's day. */
export const interval = (seconds: number) => `interval '${seconds} seconds'`;

/** Quoted schema of TimescaleDB's functions. */
export const extensionOf = ({ engine }: Database) =>
  quoteIdentifier(engine.extensionSchema ?? 'public');
