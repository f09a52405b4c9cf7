import { sql } from '../connection/index.ts';
import { type DatabaseCheck, ok, warning } from './subject.ts';

/**
 * Whether the role or the database puts a foreign schema first. radarstore pins its own path on
 * each connection; this is for those who use psql beside it.
 */
export const searchPathCheck: DatabaseCheck = {
  name: 'search_path',
  examine: async ({ database }) => {
    const [row] = await database.query<{ path: string | null }>(
      'doctor.search_path',
      sql`select reset_val as path from pg_settings where name = 'search_path'`,
    );
    const first = (row?.path ?? '').split(',')[0]?.trim().replaceAll('"', '') ?? '';
    // Apache AGE asks its users to put ag_catalog first; unqualified `create table` lands there then.
    if (first !== 'ag_catalog') {
      return ok(
        'radarstore pins its own search_path; the default of this role does not disturb it.',
      );
    }
    return warning(
      `The default search_path of this role begins with ${first} (Apache AGE): tables that psql creates without naming a schema land there. radarstore itself pins its own path.`,
      `For psql: alter role current_user in database current_database set search_path = ${database.options.schema}, public; load AGE where it is used.`,
    );
  },
};
