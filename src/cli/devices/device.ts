import { formatInstant, type Instant, RadarError } from '../../core/index.ts';
import type { Database } from '../../database/index.ts';
import type { FoundDevice } from '../../query/index.ts';
import type { Call } from '../command.ts';
import { type Opened, withDatabase } from '../database.ts';
import { requireSchema } from '../dead-letters/index.ts';
import { SCHEMA_SETTINGS } from '../schema/index.ts';

/** Beginnings of the names of settings that these commands go by. */
export const DEVICE_SETTINGS = SCHEMA_SETTINGS.filter((name) => name !== 'retention');

export const WHICH_DATABASE =
  'Without a database URL this is the embedded PostgreSQL, started for the moment; of one that\nserves, ask its address for /api/devices.';

export const DEVICE_ARGUMENT = {
  name: 'id',
  meaning: 'id of the device, or one that leads to it, such as default:192.0.2.1',
};

/** Runs `work` on the database of the settings, if it has the schema of this program. */
export function withDevices<T>(call: Call, work: (opened: Opened) => Promise<T>): Promise<T> {
  return withDatabase(call, async (opened) => {
    await requireSchema(opened.database);
    return work(opened);
  });
}

/** The id that a command line names. Throws USAGE_INVALID. */
export function deviceIdOf({ argument }: Call): string {
  if (argument !== undefined && argument.trim() !== '') return argument;
  throw new RadarError('USAGE_INVALID', 'The id of the device is missing.', {
    hint: '`radarstore devices search <text>` finds ids by a part of address, host name or MAC.',
  });
}

/** The visible device of an id, or into which that of the id went. Throws NOT_FOUND. */
export async function requireDevice(database: Database, id: string): Promise<FoundDevice> {
  const { getDevice } = await import('../../query/index.ts');
  const found = await getDevice(database, id, null);
  if (found !== undefined) return found;
  throw new RadarError('NOT_FOUND', `There is no device "${id}".`, {
    hint: `It may be deleted. \`radarstore devices search\` finds devices by a part of id, address, host name or MAC.`,
  });
}

/** An instant, or a dash where there is none. */
export const instantOrDash = (instant: Instant | null): string =>
  instant === null ? '-' : formatInstant(instant);

/** A stored value as one word: text as it is, everything else as JSON, and a dash for none. */
export function valueText(value: unknown): string {
  if (value === null || value === undefined) return '-';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
