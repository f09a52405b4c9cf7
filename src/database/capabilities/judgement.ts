import { quoteIdentifier } from '../connection/index.ts';
import type { Engine } from '../engine.ts';
import {
  CAPABILITY_MEANINGS,
  type Capabilities,
  type Capability,
  type CapabilityName,
} from './capability.ts';
import type { Facts } from './facts.ts';

/** Why a capability is missing; undefined: it is present. */
type Verdict = Pick<Capability, 'reason' | 'needed'> & { readonly hint?: string };
type Judge = (engine: Engine, facts: Facts) => Verdict | undefined;

/** The capabilities that follow from what was found out. */
export function capabilitiesOf(engine: Engine, facts: Facts): Capabilities {
  return Object.entries(JUDGES).map(([key, judge]) => {
    const name = key as CapabilityName;
    const verdict = judge(engine, facts);
    return {
      name,
      meaning: CAPABILITY_MEANINGS[name],
      present: verdict === undefined,
      reason: verdict?.reason ?? null,
      hint: verdict?.hint ?? null,
      needed: verdict?.needed ?? false,
    };
  });
}

/** Missing, but radarstore does the same in another way. */
const otherwise = (reason: string, hint?: string): Verdict => ({
  reason,
  needed: false,
  ...(hint === undefined ? {} : { hint }),
});

const lacking = (reason: string, hint: string): Verdict => ({ reason, hint, needed: true });

const NOT_LOADED: Verdict = lacking(
  'Extension timescaledb is in this database, but the server does not load its library when it starts.',
  "As a superuser: alter system set shared_preload_libraries = 'timescaledb' (keep what is there already), then restart the server.",
);

const judgeHypertables: Judge = (engine, facts) => {
  if (engine.timescaledbVersion !== null) return facts.preloaded ? undefined : NOT_LOADED;
  const offered = facts.timescaledbOffered;
  return offered === null
    ? otherwise('Extension timescaledb is not in this database, and the server offers none.')
    : otherwise(
        `Extension timescaledb is not in this database; the server offers version ${offered}, which can be chosen only before the schema is made.`,
      );
};

/** What only the Community edition has; `instead` is what radarstore does on the others. */
const communityOnly =
  (instead: string): Judge =>
  (engine, facts) => {
    if (engine.name === 'timescale') return judgeHypertables(engine, facts);
    if (engine.name === 'postgres') return otherwise(`Plain PostgreSQL has none; ${instead}.`);
    return (
      judgeHypertables(engine, facts) ??
      otherwise(
        `The Apache edition of TimescaleDB has none; ${instead}.`,
        "The Community edition has it: its package, and timescaledb.license = 'timescale'.",
      )
    );
  };

const judgeTrigrams: Judge = (_, facts) => {
  if (facts.trigramInstalled) return undefined;
  const slow = 'so searches inside of text read whole tables';
  if (!facts.trigramOffered) {
    return lacking(
      `The server offers no extension pg_trgm, ${slow}.`,
      'Install the package of PostgreSQL that has the contrib extensions.',
    );
  }
  const reason = `Extension pg_trgm is not in this database, ${slow}.`;
  const may = facts.superuser || (facts.trigramTrusted && facts.mayCreateInDatabase);
  return may
    ? lacking(reason, 'This role may do it: create extension pg_trgm.')
    : lacking(reason, 'As the owner of the database or a superuser: create extension pg_trgm.');
};

const judgeWritable: Judge = (_, facts) => {
  if (facts.standby) {
    return lacking(
      'The server is a standby: it follows another one and takes no writes.',
      'Connect to the primary server (CloudNativePG: the service that ends in -rw).',
    );
  }
  if (!facts.readOnlyByDefault) return undefined;
  return lacking(
    'Transactions of this role are read-only (default_transaction_read_only is on).',
    `As its owner: alter role ${quoteIdentifier(facts.role)} reset default_transaction_read_only; it may also stand at the database, the server or in the URL.`,
  );
};

const judgeOwner: Judge = (_, facts) => {
  const role = quoteIdentifier(facts.role);
  if (facts.ownsSchema || (facts.schemaOwner === null && facts.mayCreateInDatabase)) {
    return undefined;
  }
  if (facts.schemaOwner === null) {
    return lacking(
      `Role ${role} may not create a schema in database ${facts.database}.`,
      `As the owner of the database: create schema ${quoteIdentifier(facts.schema)} authorization ${role}.`,
    );
  }
  return lacking(
    `Schema "${facts.schema}" belongs to role "${facts.schemaOwner}", and ${role} is not a member of it.`,
    `Connect as "${facts.schemaOwner}", or: grant "${facts.schemaOwner}" to ${role}.`,
  );
};

const judgeMaintenance: Judge = (engine, facts) => {
  const foundation =
    judgeWritable(engine, facts) ??
    judgeOwner(engine, facts) ??
    (engine.layout === 'hypertables' ? judgeHypertables(engine, facts) : undefined);
  if (foundation !== undefined || facts.foreignTable === null) return foundation;
  return lacking(
    `Table "${facts.foreignTable}" of the schema belongs to another role.`,
    `As a superuser: alter table … owner to ${quoteIdentifier(facts.role)}.`,
  );
};

const judgeSession: Judge = (_, { pooling }) => {
  const hint =
    'Give radarstore the direct address of the server, or a pooler in session mode; readers may go through this one.';
  if (pooling === 'transaction') {
    return lacking(
      'A pooler in transaction mode stands before the server: locks, temporary tables and settings of a session are lost between statements.',
      hint,
    );
  }
  if (pooling !== 'unknown') return undefined;
  return lacking(
    'A pooler stands before the server, and whether it keeps sessions could not be found out.',
    hint,
  );
};

const judgeSearchPath: Judge = (_, { schema, searchPath }) => {
  const first = searchPath.split(',')[0]?.trim().replaceAll('"', '') ?? '';
  // Apache AGE asks its users to put its schema first; unqualified `create table` lands there then.
  if (first !== 'ag_catalog') return undefined;
  return lacking(
    `The default search_path of the role begins with ${first} (Apache AGE): tables that psql creates without naming a schema land there. radarstore itself pins its own path.`,
    `Let it be ${quoteIdentifier(schema)}, public for this role, and load AGE where it is used.`,
  );
};

const JUDGES: { readonly [Name in CapabilityName]: Judge } = {
  hypertables: judgeHypertables,
  native_retention: communityOnly('maintenance of radarstore drops old chunks'),
  continuous_aggregates: communityOnly('maintenance of radarstore keeps every rollup as a table'),
  columnstore: communityOnly('rows stay as they are written, at their full size'),
  concurrent_detach: (engine) =>
    engine.layout === 'partitions'
      ? undefined
      : otherwise('Chunks of hypertables are no partitions; drop_chunks removes them.'),
  trigram_search: judgeTrigrams,
  preloaded: (engine, facts) => {
    if (facts.preloaded) return undefined;
    if (engine.timescaledbVersion !== null) return NOT_LOADED;
    return otherwise('The server does not load TimescaleDB, and this database does not need it.');
  },
  writable: judgeWritable,
  owner_rights: judgeOwner,
  maintenance: judgeMaintenance,
  session_state: judgeSession,
  search_path_safe: judgeSearchPath,
};
