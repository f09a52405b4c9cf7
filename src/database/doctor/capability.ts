import { type Capability, type CapabilityName, missingNeeded } from '../capabilities/index.ts';
import type { Database } from '../connection/index.ts';
import { type DatabaseCheck, ok, warning } from './subject.ts';

/** One capability of a database as it was found. */
export function capabilityOf(
  { capabilities }: Pick<Database, 'capabilities'>,
  name: CapabilityName,
): Capability {
  const found = capabilities.find((one) => one.name === name);
  if (found === undefined) throw new Error(`capability ${name} was not looked for`);
  return found;
}

/** Capabilities of which another check of the doctor says more. */
const TOLD_ELSEWHERE: ReadonlySet<CapabilityName> = new Set([
  'hypertables',
  'preloaded',
  'writable',
  'owner_rights',
  'maintenance',
  'search_path_safe',
]);

/** What server and role can do for us, and what radarstore does in place of what is missing. */
export const capabilitiesCheck: DatabaseCheck = {
  name: 'capabilities',
  examine: async ({ database }) => {
    const { capabilities } = database;
    const missing = capabilities.filter((one) => !one.present);
    const names = missing.map((one) => one.name).join(', ');
    const said =
      missing.length === 0
        ? `All ${capabilities.length} are there.`
        : `${capabilities.length - missing.length} of ${capabilities.length} are there; missing: ${names}.`;
    const detail = { capabilities };
    const [worst] = missingNeeded(capabilities).filter((one) => !TOLD_ELSEWHERE.has(one.name));
    if (worst === undefined) return { ...ok(said), detail };
    return { ...warning(`${said} ${worst.reason}`, worst.hint ?? ''), detail };
  },
};
