import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'vitest';
import { noteOpened } from './left-open.ts';

/*
 * A real Prometheus, as a client of remote write. It is a program of Debian that `npm test` fetches.
 */

/** The program of Prometheus on this machine. */
export interface PrometheusProgram {
  readonly path: string;
  readonly version: string;
}

interface PrometheusScript {
  findPrometheus(): PrometheusProgram | undefined;
  prometheusHindrance(): string | undefined;
}

const script = (await import(
  new URL('../../scripts/parts/prometheus.mjs', import.meta.url).href
)) as PrometheusScript;

const PROGRAM = script.findPrometheus();

const REASONS: { readonly [lane: string]: string | undefined } = JSON.parse(
  process.env.RADARSTORE_TEST_ABSENT ?? '{}',
);
const ABSENT =
  REASONS.prometheus ??
  script.prometheusHindrance() ??
  'it is not on this machine yet; `npm test` without arguments fetches it';

/** Describes tests with Prometheus. Without it they are skipped by name; in CI that fails. */
export function describeWithPrometheus(
  name: string,
  body: (program: PrometheusProgram) => void,
): void {
  if (PROGRAM !== undefined) {
    describe(`${name} (Prometheus ${PROGRAM.version})`, () => body(PROGRAM));
    return;
  }
  if (/^(1|true)$/.test(process.env.CI ?? '')) {
    test(`${name} has a Prometheus`, () => {
      throw new Error(ABSENT);
    });
  }
  describe.skip(`${name} (Prometheus absent: ${ABSENT})`, () => {
    test('is skipped', () => {});
  });
}

export interface PrometheusServer {
  /** What it said so far. */
  log(): Promise<string>;
  close(): Promise<void>;
}

/** Starts a Prometheus that scrapes one target every second and writes what it gets to a URL. */
export async function startPrometheus(
  program: PrometheusProgram,
  { scrape, write }: { readonly scrape: string; readonly write: string },
): Promise<PrometheusServer> {
  const folder = await mkdtemp(join(tmpdir(), 'radarstore-prometheus-'));
  const logFile = join(folder, 'log');
  await writeFile(join(folder, 'prometheus.yml'), configurationOf(new URL(scrape), write));
  const child: ChildProcess = spawn(
    'sh',
    [
      '-c',
      'exec "$0" "$@" >log 2>&1',
      program.path,
      '--config.file=prometheus.yml',
      '--storage.tsdb.path=data',
      '--web.listen-address=127.0.0.1:0',
    ],
    { cwd: folder, stdio: 'ignore' },
  );
  const close = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    }
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  const noteClosed = noteOpened('prometheus', close);
  return {
    log: () => readFile(logFile, 'utf8'),
    close: async () => {
      noteClosed();
      await close();
    },
  };
}

/** JSON is YAML too. */
function configurationOf(scrape: URL, write: string): string {
  return JSON.stringify({
    global: { scrape_interval: '1s', scrape_timeout: '1s' },
    scrape_configs: [
      {
        job_name: 'radarstore',
        metrics_path: scrape.pathname,
        static_configs: [{ targets: [scrape.host], labels: { partition: 'west' } }],
      },
    ],
    remote_write: [
      {
        url: write,
        queue_config: { batch_send_deadline: '1s' },
        metadata_config: { send: true, send_interval: '1s' },
      },
    ],
  });
}
