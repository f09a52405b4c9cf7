import { chmodSync, existsSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { debianHindrance, unpackedFolders, unpackPackage } from './debian.mjs';
import { timed } from './say.mjs';

/**
 * The engine `timescale-apache` of the tests: Debian's PostgreSQL with TimescaleDB's Apache edition,
 * run by the loader that comes with its packages.
 */
const SUITE = 'trixie';
const MAJOR = '17';
const PACKAGE = `postgresql-${MAJOR}-timescaledb`;
const BIN = `usr/lib/postgresql/${MAJOR}/bin`;

/** The programs of the unpacked engine, or undefined. */
export function findTimescale() {
  const folder = unpackedFolders('timescale-apache-').find((one) =>
    existsSync(join(one, BIN, 'postgres')),
  );
  return folder === undefined ? undefined : describe(folder);
}

/** Why the engine cannot be made here, or undefined. */
export const timescaleHindrance = debianHindrance;

/** Fetches and unpacks the engine. */
export async function makeTimescale() {
  await timed(
    'fetching TimescaleDB (Apache) for the tests (once; about 90 MB)',
    'fetched TimescaleDB',
    () =>
      unpackPackage({
        name: 'timescale-apache',
        packageName: PACKAGE,
        suite: SUITE,
        finish: writeWrappers,
      }),
  );
}

function describe(folder) {
  return {
    postgres: join(folder, BIN, 'postgres'),
    initdb: join(folder, BIN, 'initdb'),
    initdbArguments: ['-L', join(folder, 'usr/share/postgresql', MAJOR)],
  };
}

/**
 * The programs need the C library of their own release: its loader starts them. The wrappers find
 * everything from their own place, so that the folder can be moved.
 */
function writeWrappers(root) {
  const libraries = join('usr/lib', findName(join(root, 'usr/lib'), /-linux-gnu/));
  const loader = findLoader(root, libraries);
  for (const program of ['postgres', 'initdb']) {
    const path = join(root, BIN, program);
    renameSync(path, `${path}.bin`);
    const up = BIN.replaceAll(/[^/]+/g, '..');
    writeFileSync(
      path,
      [
        '#!/bin/sh',
        `root="\${0%/*}/${up}"`,
        `exec "$root/${loader}" --library-path "$root/${libraries}" --argv0 "$0" "$0.bin" "$@"`,
        '',
      ].join('\n'),
    );
    chmodSync(path, 0o755);
  }
}

function findLoader(root, libraries) {
  for (const folder of ['usr/lib64', libraries]) {
    const name = findName(join(root, folder), /^ld-linux.*\.so\.\d$/);
    if (name !== undefined) return join(folder, name);
  }
  throw new Error(`no loader of the C library in ${root}`);
}

function findName(folder, pattern) {
  return existsSync(folder) ? readdirSync(folder).find((name) => pattern.test(name)) : undefined;
}
