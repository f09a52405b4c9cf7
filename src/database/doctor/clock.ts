import { formatDurationMs, type Instant } from '../../core/index.ts';
import { sql } from '../connection/index.ts';
import { type DatabaseCheck, ok, warning } from './subject.ts';

/** Beyond this, rows of "now" look late or early. */
const TOLERATED_MS = 2_000;

/** Whether the clocks of program and server agree. Time zones do not matter: instants are in UTC. */
export const clockCheck: DatabaseCheck = {
  name: 'clock',
  examine: async ({ database, clock }) => {
    const before = clock.now();
    const [row] = await database.query<{ now: Instant }>(
      'doctor.clock',
      sql`select clock_timestamp() as now`,
    );
    const after = clock.now();
    if (row === undefined) throw new Error('the server answered no row');
    // The server read its clock somewhere between; the middle is the best guess.
    const differenceMs = Math.round((row.now - (before + after) / 2) / 1_000);
    const distance = Math.abs(differenceMs);
    if (distance <= TOLERATED_MS) {
      return ok(`The clocks of this machine and of the server differ by ${distance} ms.`);
    }
    const side = differenceMs > 0 ? 'ahead of' : 'behind';
    return warning(
      `The clock of the server is ${formatDurationMs(Math.round(distance / 100) * 100)} ${side} that of this machine.`,
      'Let both follow NTP; until then times of rows and of maintenance do not fit together.',
    );
  },
};
