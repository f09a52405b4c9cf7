import { RadarError } from '../../core/index.ts';
import { checkUsable, schemaStatus } from '../schema/index.ts';
import { type DatabaseCheck, failure, ok, warning } from './subject.ts';

/** Whether the schema is the one that this program needs. */
export const schemaCheck: DatabaseCheck = {
  name: 'schema',
  examine: async ({ database }) => {
    const status = await schemaStatus(database);
    if (status.state === 'empty') {
      return warning(
        `Schema "${status.schema}" is not made yet.`,
        'Run `radarstore schema apply`, or just `radarstore serve`, which makes it.',
      );
    }
    try {
      checkUsable(database, status);
    } catch (fault) {
      if (!(fault instanceof RadarError)) throw fault;
      const finding = fault.code === 'SCHEMA_BEHIND' ? warning : failure;
      return finding(fault.message, fault.hint ?? 'See `radarstore schema status`.');
    }
    return ok(
      `Schema "${status.schema}" is at version ${status.version}, as this program needs (layout ${status.layout}).`,
    );
  },
};
