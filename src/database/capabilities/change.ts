import type { Engine } from '../engine.ts';

/**
 * What became different of a server, one sentence each with what it means for the store; empty when
 * it is the same.
 */
export function describeChange(before: Engine, after: Engine): string[] {
  return [
    serverChange(before, after),
    extensionChange(before, after),
    readOnlyChange(before, after),
  ].filter((sentence) => sentence !== undefined);
}

function serverChange(before: Engine, after: Engine): string | undefined {
  if (before.serverVersion === after.serverVersion) return undefined;
  return `The server was PostgreSQL ${before.serverVersion} and is ${after.serverVersion} now.`;
}

function extensionChange(before: Engine, after: Engine): string | undefined {
  const { timescaledbVersion: from } = before;
  const { timescaledbVersion: to } = after;
  if (from === null && to === null) return undefined;
  if (from === null) {
    return `TimescaleDB ${to} is in this database now. A schema that was made on plain PostgreSQL cannot go on with it: see \`radarstore schema status\`.`;
  }
  if (to === null) {
    return `TimescaleDB ${from} is no longer in this database. A schema that was made with it cannot go on without: see \`radarstore schema status\`.`;
  }
  const [wasLoaded, isLoaded] = [before, after].map((one) => one.timescaledbLicense !== null);
  if (wasLoaded !== isLoaded) {
    return isLoaded
      ? 'The server loads the library of TimescaleDB again.'
      : `The server no longer loads the library of TimescaleDB when it starts, so that its tables cannot be used: see \`radarstore doctor\`.`;
  }
  if (before.name !== after.name) {
    const edition = after.name === 'timescale' ? 'Community' : 'Apache';
    return `TimescaleDB ${to} is the ${edition} edition now. The tables stay as they are; \`radarstore schema apply\` brings retention, rollups and columnstore in line.`;
  }
  if (from !== to) return `TimescaleDB was ${from} and is ${to} now.`;
  if (before.extensionSchema === after.extensionSchema) return undefined;
  return `TimescaleDB was moved from schema "${before.extensionSchema}" to "${after.extensionSchema}".`;
}

function readOnlyChange(before: Engine, after: Engine): string | undefined {
  if (before.readOnly === after.readOnly) return undefined;
  return after.readOnly
    ? 'The database takes no writes now: it became a standby, or read-only by its settings.'
    : 'The database takes writes now.';
}
