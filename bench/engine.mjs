/*
 * The engines that a bench measures: a server of its own for each one that this machine has, on an
 * empty folder, gone afterwards.
 */
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectDatabase, startEmbedded } from '../dist/database/index.js';
import { silentLogger } from '../dist/observe/index.js';
import { findTimescale } from '../scripts/parts/timescale.mjs';

const TIMESCALE = {
  shared_preload_libraries: 'timescaledb',
  'timescaledb.license': 'apache',
  'timescaledb.telemetry_level': 'off',
};

/**
 * Runs `measure(server, folder)` on each engine, or on the one that is named, and answers what it
 * gave with the name of the engine; for one that is absent, that it was not measured.
 */
export async function onEachEngine({ only, ...options }, measure) {
  const results = [];
  for (const [engine, binaries] of [
    ['postgres', undefined],
    ['timescale-apache', findTimescale()],
  ]) {
    if (only !== undefined && only !== engine) continue;
    if (engine !== 'postgres' && binaries === undefined) {
      results.push({ engine, measured: 'not measured: the engine is absent' });
    } else results.push({ engine, ...(await onEngine(binaries, options, measure)) });
  }
  return results;
}

async function onEngine(binaries, { configuration = {}, port = null }, measure) {
  const folder = await mkdtemp(join(tmpdir(), 'radarstore-bench-'));
  await chmod(folder, 0o755);
  const server = await startEmbedded({
    dataDir: join(folder, 'data'),
    port,
    log: silentLogger,
    configuration: { ...configuration, ...(binaries === undefined ? {} : TIMESCALE) },
    ...(binaries === undefined ? {} : { binaries }),
  });
  try {
    if (binaries !== undefined) {
      const first = await connect(server.target, { schema: 'public' });
      await first.script('bench.extension', 'create extension if not exists timescaledb');
      await first.close();
    }
    return await measure(server, folder);
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Connects to a server of a bench; statements may take an hour. */
export const connect = (target, { schema = 'radar', maxConnections = 2 } = {}) =>
  connectDatabase({
    target,
    schema,
    maxConnections,
    statementTimeoutMs: 3_600_000,
    log: silentLogger,
  });
