import { DATASETS, type Rollup, rollupDataset } from '../../catalogue/index.ts';
import { hasCapability } from '../capabilities/index.ts';
import { sql } from '../connection/index.ts';
import { createStatements } from '../relations/index.ts';
import {
  CONTINUOUS_AGGREGATES,
  installStatements,
  readContinuous,
  removeStatements,
  settingStatements,
} from '../rollups/index.ts';
import { withNames } from '../sql-text/index.ts';
import type { Difference } from './difference.ts';
import type { Aspect, Subject } from './subject.ts';

/**
 * Continuous aggregates in the place of the tables of a few rollups, where the licence has them.
 * Their refresh reaches back as far as they keep rows, and must never reach where raw rows are gone:
 * where the raw rows are kept for less, the table stays.
 */
export const continuousAggregates: Aspect = {
  name: 'continuous aggregates',
  async find(subject) {
    const { database, session } = subject;
    if (database.engine.layout !== 'hypertables') return { differences: [] };
    const live = await readContinuous(session, database.names);
    const has = hasCapability(database.capabilities, 'continuous_aggregates');
    const differences: Difference[] = [];
    for (const rollup of CONTINUOUS_AGGREGATES) {
      const found = live.get(rollup.name);
      const wanted = has && rawRowsLastLonger(subject, rollup);
      const kept = keptAs(subject, rollup);
      if (wanted && found === undefined) {
        if (await isTable(subject, rollup)) differences.push(install(subject, kept));
      } else if (!wanted && found !== undefined) differences.push(remove(subject, kept));
      else if (wanted && found !== undefined) {
        const statements = settingStatements(kept, database.names, found);
        if (statements.length > 0) differences.push(settle(rollup, statements));
      }
    }
    return { differences };
  },
};

/** The rollup with the retention and the width that hold for it. */
function keptAs({ retentions }: Subject, rollup: Rollup): Rollup {
  const { retentionDays, chunkHours } = retentions.slicing(rollupDataset(rollup)) ?? rollup;
  return { ...rollup, retentionDays, chunkHours };
}

function rawRowsLastLonger(subject: Subject, rollup: Rollup): boolean {
  const source = DATASETS.find((dataset) => dataset.name === rollup.source);
  const raw = source === undefined ? undefined : subject.retentions.slicing(source);
  return (raw?.retentionDays ?? 0) >= keptAs(subject, rollup).retentionDays;
}

const fact = 'continuous aggregate';

function install({ database }: Subject, rollup: Rollup): Difference {
  return {
    object: rollup.name,
    fact,
    declared: 'a continuous aggregate',
    live: 'a table that maintenance computes',
    action:
      'Puts a continuous aggregate in the place of the table; it fills itself from the raw rows.',
    sql: installStatements(rollup, database.names),
    how: 'views',
    destructive: false,
    needsConfirmation: false,
  };
}

/** The table is filled by the next refresh, from the raw rows that are there. */
function remove({ database }: Subject, rollup: Rollup): Difference {
  const table = createStatements(rollupDataset(rollup), 'hypertables');
  return {
    object: rollup.name,
    fact,
    declared: 'a table that maintenance computes',
    live: 'a continuous aggregate',
    action:
      'Puts a table in the place of the continuous aggregate; maintenance fills it from the raw rows.',
    sql: [
      ...removeStatements(rollup, database.names),
      ...table.map((statement) => withNames(statement, database.names)),
    ],
    how: 'views',
    destructive: false,
    needsConfirmation: false,
  };
}

function settle(rollup: Rollup, statements: readonly string[]): Difference {
  return {
    object: rollup.name,
    fact,
    declared: 'refreshed and dropped as declared, read in real time',
    live: 'set otherwise',
    action: 'Sets it as declared.',
    sql: statements,
    how: 'together',
    destructive: false,
    needsConfirmation: false,
  };
}

async function isTable({ database, session }: Subject, { name }: Rollup): Promise<boolean> {
  const [row] = await session.query<{ table: boolean }>(
    'reconcile.rollup',
    sql`select relkind = 'r' as table
          from pg_class join pg_namespace on pg_namespace.oid = relnamespace
         where nspname = ${database.options.schema} and relname = ${name}`,
  );
  return row?.table === true;
}
