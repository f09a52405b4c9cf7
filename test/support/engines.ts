import { describe, inject, test } from 'vitest';
import type {
  CapabilityName,
  ConnectionTarget,
  Database,
  EngineName,
} from '../../src/database/index.ts';

/** Plain PostgreSQL of an older version than the program's own. */
export type OlderServer = 'postgres-15' | 'postgres-16' | 'postgres-17';

/** A server as tests name it: one of each engine, and the older versions of PostgreSQL. */
export type ServerName = EngineName | OlderServer;

/** A server that the suites run on, or the reason why they cannot. */
export interface ServerUnderTest {
  readonly name: ServerName;
  /** Null: present. */
  readonly absent: string | null;
}

/** One of each engine, of the version that the suites were written for. */
export interface EngineUnderTest extends ServerUnderTest {
  readonly name: EngineName;
}

/** A running engine, as the process that started it describes it to the test workers. */
export interface RunningEngine {
  readonly name: ServerName;
  /** A superuser's way in, to the maintenance database. */
  readonly target: ConnectionTarget;
  /** The same over TCP, for programs that take a URL. */
  readonly url: string;
  /** Name of a database without our schema (with the TimescaleDB extension where there is one). */
  readonly emptyTemplate: string;
  /** Name of a database with our schema applied. */
  readonly migratedTemplate: string;
  /** Begins the name of every database of this run. */
  readonly prefix: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    readonly servers: readonly ServerUnderTest[];
    /** Address at which {@link startedEngine} asks. */
    readonly engineDesk: string;
  }
}

/** Every server, the absent ones with the reason. */
const SERVERS: readonly ServerUnderTest[] = inject('servers');

const isOlder = (name: ServerName): name is OlderServer => /^postgres-\d+$/.test(name);

/** Every engine, the absent ones with the reason. */
export const ENGINES: readonly EngineUnderTest[] = SERVERS.flatMap(({ name, absent }) =>
  isOlder(name) ? [] : { name, absent },
);

/** A suite once per engine. On an absent engine it is one skipped test, whose name says why. */
export function describeEachEngine(name: string, body: (engine: EngineName) => void): void {
  describeEach(ENGINES, name, body);
}

/** The same, and on the older versions of PostgreSQL too: for suites in which versions matter. */
export function describeEachServer(name: string, body: (server: ServerName) => void): void {
  describeEach(SERVERS, name, body);
}

/** The same on the older versions alone. */
export function describeOlderServers(name: string, body: (server: OlderServer) => void): void {
  const older = SERVERS.flatMap(({ name: one, absent }) =>
    isOlder(one) ? { name: one, absent } : [],
  );
  describeEach(older, name, body);
}

function describeEach<Name extends ServerName>(
  servers: readonly { readonly name: Name; readonly absent: string | null }[],
  name: string,
  body: (server: Name) => void,
): void {
  for (const server of servers) {
    const title = `${name} [${server.name}]`;
    if (server.absent === null) describe(title, () => body(server.name));
    else test.skip(`${title} (absent: ${server.absent})`, () => {});
  }
}

/**
 * Skips the running test where a database lacks a capability, with its reason: the same table that
 * the program goes by.
 */
export function needs(
  context: { readonly skip: (note?: string) => never },
  { capabilities }: Pick<Database, 'capabilities'>,
  name: CapabilityName,
): void {
  const found = capabilities.find((one) => one.name === name);
  if (found?.present !== true) context.skip(`no ${name}: ${found?.reason ?? 'it is unknown'}`);
}

/** The running engine. It is started when the first test of a run asks for it. */
export async function startedEngine(name: ServerName): Promise<RunningEngine> {
  const answer = await fetch(`${inject('engineDesk')}/${name}`);
  if (!answer.ok) throw new Error(`engine ${name}: ${await answer.text()}`);
  return (await answer.json()) as RunningEngine;
}
