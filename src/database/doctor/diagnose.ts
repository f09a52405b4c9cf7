import { messageOf } from '../../core/index.ts';
import type { HealthCheck } from '../../observe/index.ts';
import { checkMaintenance } from '../maintenance/index.ts';
import { schemaStatus } from '../schema/index.ts';
import { capabilitiesCheck } from './capability.ts';
import { clockCheck } from './clock.ts';
import { connectionsCheck } from './connections.ts';
import { durabilityCheck } from './durability.ts';
import { rightsCheck } from './rights.ts';
import { schemaCheck } from './schema.ts';
import { searchPathCheck } from './search-path.ts';
import { engineCheck, serverCheck, writableCheck } from './server.ts';
import { type DatabaseCheck, ok, type Subject } from './subject.ts';

const maintenanceCheck: DatabaseCheck = {
  name: 'maintenance',
  examine: async ({ database, clock, maintenanceIntervalMs }) => {
    const { state } = await schemaStatus(database);
    if (state === 'empty') return ok('Nothing to maintain while there is no schema.');
    return checkMaintenance({ database, clock, intervalMs: maintenanceIntervalMs });
  },
};

const CHECKS: readonly DatabaseCheck[] = [
  serverCheck,
  engineCheck,
  capabilitiesCheck,
  writableCheck,
  schemaCheck,
  rightsCheck,
  searchPathCheck,
  durabilityCheck,
  connectionsCheck,
  clockCheck,
  maintenanceCheck,
];

/**
 * Examines a database that answers, and changes nothing. What cannot be found out, for instance for
 * want of a right, is a warning: neither fine nor broken.
 */
export async function diagnoseDatabase(subject: Subject): Promise<HealthCheck[]> {
  await subject.database.refresh();
  const findings: HealthCheck[] = [];
  for (const { name, examine } of CHECKS) {
    try {
      findings.push({ ...(await examine(subject)), name });
    } catch (fault) {
      findings.push({
        name,
        state: 'degraded',
        message: `This could not be found out: ${messageOf(fault)}.`,
      });
    }
  }
  return findings;
}
