import {
  type Capabilities,
  capabilitiesOf,
  type Facts,
} from '../../src/database/capabilities/index.ts';
import type { Engine } from '../../src/database/index.ts';

/** TimescaleDB Community on PostgreSQL 17, of a version that was tested. */
export const COMMUNITY: Engine = {
  name: 'timescale',
  layout: 'hypertables',
  serverVersion: '17.5',
  serverVersionNumber: 170_005,
  timescaledbVersion: '2.24.0',
  timescaledbLicense: 'timescale',
  extensionSchema: 'public',
  readOnly: false,
};

/** The owner of a schema on a primary server that lacks nothing, reached without a pooler. */
export const FACTS: Facts = {
  role: 'radar',
  database: 'telemetry',
  schema: 'radar',
  superuser: false,
  mayCreateInDatabase: false,
  schemaOwner: 'radar',
  ownsSchema: true,
  foreignTable: null,
  preloaded: true,
  timescaledbOffered: '2.24.0',
  trigramInstalled: true,
  trigramOffered: true,
  trigramTrusted: true,
  standby: false,
  readOnlyByDefault: false,
  searchPath: '"$user", public',
  pooling: 'none',
};

/** What would be known of a server that is not here. */
export function madeUp(
  engine: Partial<Engine> = {},
  facts: Partial<Facts> = {},
): { readonly engine: Engine; readonly capabilities: Capabilities } {
  const whole = { ...COMMUNITY, ...engine };
  return { engine: whole, capabilities: capabilitiesOf(whole, { ...FACTS, ...facts }) };
}
