import { RadarError } from '../../core/index.ts';
import type { Database } from '../connection/index.ts';
import type { SchemaStatus } from './status.ts';

/** Throws when this program must not work on a schema in this state, whatever it wants to do. */
export function checkUsable(database: Database, status: SchemaStatus): void {
  checkApplicable(database, status);
  if (status.state !== 'current') {
    const lacks =
      status.version === status.latest
        ? 'it lacks its views, functions and grants'
        : `this program needs ${status.latest}`;
    throw new RadarError(
      'SCHEMA_BEHIND',
      `Schema "${status.schema}" is at version ${status.version}; ${lacks}.`,
      { hint: 'Run `radarstore schema apply`.' },
    );
  }
}

/** Throws when migrations must not be applied: newer schema, altered file, other layout. */
export function checkApplicable(database: Database, status: SchemaStatus): void {
  const culprits = (state: string) =>
    status.migrations
      .filter((one) => one.state === state)
      .map((one) => `${String(one.number).padStart(4, '0')}_${one.name}`)
      .join(', ');
  if (status.state === 'newer') {
    throw new RadarError(
      'SCHEMA_TOO_NEW',
      `Schema "${status.schema}" was migrated by a newer radarstore (${culprits('unknown')}); this program knows migrations up to ${status.latest}.`,
      { hint: 'Start the newer program, or restore a backup from before its first start.' },
    );
  }
  if (status.state === 'altered') {
    throw new RadarError(
      'SCHEMA_CHECKSUM',
      `Schema "${status.schema}": the file of ${culprits('altered')} differs from what was applied.`,
      { hint: 'Use an unmodified release; migrations never change after they were applied.' },
    );
  }
  if (status.version > 0 && status.layout !== database.engine.layout)
    throw layoutChanged(database, status);
}

function layoutChanged(database: Database, status: SchemaStatus): RadarError {
  const made =
    status.layout === 'hypertables'
      ? `Schema "${status.schema}" was made with TimescaleDB, and the extension is not in this database now.`
      : `Schema "${status.schema}" was made on plain PostgreSQL, and TimescaleDB ${database.engine.timescaledbVersion} is in this database now.`;
  const back =
    status.layout === 'hypertables'
      ? 'Put the extension back (`create extension timescaledb`)'
      : 'To go on as before, `drop extension timescaledb`';
  return new RadarError('ENGINE_CHANGED', made, {
    hint: `${back}; to change over, load into an empty database: pg_dump --data-only --schema=${status.schema} <this database> | psql <other database>, after \`radarstore schema apply\` there.`,
  });
}
