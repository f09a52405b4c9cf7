import { DATASETS } from '../../catalogue/index.ts';
import { readMigrations } from '../schema/index.ts';
import { withNames } from '../sql-text/index.ts';
import type { Drift } from './drift.ts';
import { NOTHING } from './drift.ts';
import { readRelations } from './live.ts';
import { ownViewNames } from './programmables.ts';
import { forgetProgrammables, plainName, type SchemaCheck } from './subject.ts';

/** The statement of a migration that makes a table, from its first word to its end. */
const TABLE = /^create table (?:if not exists )?:schema\.([a-z][a-z0-9_]*)\b[\s\S]*?;[ \t]*$/gm;

/** Tables that are no datasets: the records of the program. And what is in the schema besides. */
export const internalTablesCheck: SchemaCheck = {
  name: 'records of the program, and strangers',
  async examine(subject) {
    const { session, names, layout } = subject;
    const live = await readRelations(session, names.schema);
    const datasets = new Set(DATASETS.map((dataset) => dataset.name));
    const made = new Map<string, string>([['schema_migrations', '']]);
    for (const { steps } of await readMigrations(layout)) {
      for (const [statement, name = ''] of steps.join('\n').matchAll(TABLE))
        made.set(name, statement);
    }
    const known = new Set([...datasets, ...made.keys(), ...ownViewNames(subject)]);
    const missing = [...made].flatMap(([name, statement]): Drift[] => {
      if (datasets.has(name) || live.some((relation) => relation.name === name)) return [];
      return [
        {
          kind: 'relation',
          name: plainName(names.schema, name),
          severity: 'broken',
          expected: 'an ordinary table',
          found: NOTHING,
          mend: `${withNames(statement, names)}\n${forgetProgrammables(names)}`,
        },
      ];
    });
    const strangers = live
      .filter((relation) => !known.has(relation.name))
      .map(
        ({ name, kind }): Drift => ({
          kind: 'relation',
          name: plainName(names.schema, name),
          severity: 'extra',
          expected: NOTHING,
          found: kind === 'v' || kind === 'm' ? 'a view' : 'a table',
          mend: null,
        }),
      );
    return { drifts: [...missing, ...strangers] };
  },
};
