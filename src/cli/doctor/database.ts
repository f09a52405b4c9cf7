import type { Settings } from '../../config/index.ts';
import { toRadarError } from '../../core/index.ts';
import type { HealthCheck } from '../../observe/index.ts';
import type { Call } from '../command.ts';
import { withDatabase } from '../database.ts';
import { isUnused } from './data-folder.ts';

const NAME = 'database';

/** Examines the database of the settings; starts the embedded one for the moment where it exists. */
export async function checkDatabase(call: Call, settings: Settings): Promise<HealthCheck[]> {
  if (settings.database.url === null && (await isUnused(settings.dataDir))) {
    const message = 'The embedded database is not made yet; the first start of `serve` makes it.';
    return [{ name: NAME, state: 'ok', message }];
  }
  const { diagnoseDatabase } = await import('../../database/index.ts');
  try {
    return await withDatabase(call, ({ database }) =>
      diagnoseDatabase({
        database,
        clock: call.io.clock,
        maintenanceIntervalMs: settings.maintenance.intervalMs,
      }),
    );
  } catch (thrown) {
    const fault = toRadarError(thrown);
    return [
      {
        name: NAME,
        // Somebody else works with it: no fault, but nothing more can be found out from here.
        state: fault.code === 'DATA_DIR_IN_USE' ? 'degraded' : 'failed',
        message: fault.message,
        ...(fault.hint === undefined ? {} : { hint: fault.hint }),
      },
    ];
  }
}
