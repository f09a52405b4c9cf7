import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { debianHindrance, unpackedFolders, unpackPackage } from './debian.mjs';
import { timed } from './say.mjs';

/** What the benchmarks are compared with: VictoriaMetrics, one program that needs nothing but libc. */
const SUITE = 'bookworm';
const NAME = `victoria-metrics-${SUITE}`;
const PROGRAM = 'usr/bin/victoria-metrics';

/** VictoriaMetrics on this machine with its version, which it does not tell itself; or undefined. */
export function findVictoriaMetrics() {
  const path = unpackedFolders(`${NAME}-`)
    .map((one) => join(one, PROGRAM))
    .find((one) => existsSync(one));
  const version = /-(\d+\.\d+\.\d+)[^/]*\/usr\/bin/.exec(path ?? '')?.[1];
  return version === undefined ? undefined : { path, version };
}

/** Why it cannot be fetched here, or undefined. */
export const victoriaMetricsHindrance = debianHindrance;

/** Fetches it. */
export async function makeVictoriaMetrics() {
  await timed(
    'fetching VictoriaMetrics for the benchmarks (once; about 20 MB)',
    'fetched VictoriaMetrics',
    async () => {
      const packageName = 'victoria-metrics';
      await unpackPackage({ name: NAME, packageName, suite: SUITE, alone: true });
    },
  );
}
