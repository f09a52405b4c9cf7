import { capabilityOf } from './capability.ts';
import { type DatabaseCheck, ok, warning } from './subject.ts';

/**
 * Whether the role or the database puts a foreign schema first. radarstore pins its own path on
 * each connection; this is for those who use psql beside it.
 */
export const searchPathCheck: DatabaseCheck = {
  name: 'search_path',
  examine: async ({ database }) => {
    const { present, reason } = capabilityOf(database, 'search_path_safe');
    if (present) {
      return ok(
        'radarstore pins its own search_path; the default of this role does not disturb it.',
      );
    }
    return warning(
      reason ?? '',
      `For psql: alter role current_user in database current_database set search_path = ${database.options.schema}, public; load AGE where it is used.`,
    );
  },
};
