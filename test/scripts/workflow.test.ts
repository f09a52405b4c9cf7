import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { SUPPORTED } from '../../src/database/supported.ts';
import { ROOT, readTree } from '../support/source-tree.ts';

interface Service {
  readonly image: string;
  readonly ports: readonly string[];
  readonly env: { readonly [name: string]: string };
}
interface Job {
  readonly 'runs-on': string;
  readonly strategy?: { readonly matrix: { readonly [axis: string]: readonly string[] } };
  readonly services?: { readonly [name: string]: Service };
  readonly env?: { readonly [name: string]: string };
  readonly steps: readonly { readonly run?: string; readonly uses?: string }[];
}

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const text = read('.github/workflows/test.yml');
const workflow: { readonly jobs: { readonly [name: string]: Job } } = parse(text, { strict: true });
const jobs = Object.entries(workflow.jobs);
const manifest: {
  readonly engines: { readonly node: string };
  readonly scripts: { readonly [name: string]: string };
} = JSON.parse(read('package.json'));

const VARIABLE = /\bRADARSTORE_TEST_[A-Z]+(?:_[A-Z]+)*\b/g;
const variablesIn = (pattern: RegExp) =>
  new Set(
    readTree()
      .filter((file) => pattern.test(file.path))
      .flatMap((file) => file.text.match(VARIABLE) ?? []),
  );

describe('the workflow of GitHub', () => {
  test('sets only variables that the tests read', () => {
    const known = variablesIn(/^(scripts|test\/support)\/.*\.(mjs|ts)$/);
    const set = jobs.flatMap(([, job]) => Object.keys(job.env ?? {}));
    expect(set.length).toBeGreaterThan(0);
    expect(set.filter((name) => !known.has(name))).toEqual([]);
  });

  test('runs on each Node from the oldest that is supported, and on each PostgreSQL', () => {
    const { node, postgres } = workflow.jobs;
    expect(node?.strategy?.matrix.node).toEqual(['20', '22', '24']);
    expect(manifest.engines.node).toMatch(/^>=20\./);
    const { oldest, newest } = SUPPORTED.postgres;
    const versions = Array.from({ length: newest - oldest + 1 }, (_, index) => oldest + index);
    expect(postgres?.strategy?.matrix.postgres).toEqual(versions.map(String));
    expect(postgres?.services?.postgres?.image).toMatch(/^postgres:\$\{\{ matrix\.postgres \}\}$/);
  });

  test('has a server behind each address, with the password that stands there', () => {
    for (const [name, job] of jobs) {
      for (const [variable, value] of Object.entries(job.env ?? {})) {
        if (!variable.endsWith('_URL')) continue;
        const url = new URL(value);
        const service = Object.values(job.services ?? {}).find((one) =>
          one.ports.includes(`${url.port}:5432`),
        );
        expect(service, `${name} ${variable}`).toBeDefined();
        expect(service?.env.POSTGRES_PASSWORD).toBe(url.password);
      }
    }
  });

  test('runs both editions of TimescaleDB as the engines that they are', () => {
    const port = (job: Job | undefined, variable: string) =>
      new URL(job?.env?.[variable] ?? 'postgres://none').port;
    const { node } = workflow.jobs;
    const { apache, community } = node?.services ?? {};
    expect(apache).toMatchObject({
      image: expect.stringMatching(/^timescale\/timescaledb:.*-oss$/),
      ports: [`${port(node, 'RADARSTORE_TEST_TIMESCALE_URL')}:5432`],
    });
    expect(community).toMatchObject({
      image: expect.stringMatching(/^timescale\/timescaledb:.*pg17$/),
      ports: [`${port(node, 'RADARSTORE_TEST_COMMUNITY_URL')}:5432`],
    });
  });

  test('runs commands that are there, on services that its job has', () => {
    for (const [, job] of jobs) {
      for (const { run } of job.steps) {
        if (run === undefined) continue;
        const [command = '', ...words] = run.split(' ');
        if (command === 'npm') expect(Object.keys(manifest.scripts)).toContain(words[1]);
        else expect(statSync(join(ROOT, command)).mode & 0o100, command).not.toBe(0);
        for (const [, service] of run.matchAll(/job\.services\.(\w+)\.id/g)) {
          expect(Object.keys(job.services ?? {})).toContain(service);
        }
      }
    }
  });
});

test('every variable that chooses an engine for the tests is explained in the guide', () => {
  const guide = read('docs/guide/engines.md');
  const chosen = [...variablesIn(/^(scripts|test\/support)\/.*\.(mjs|ts)$/)].filter((name) =>
    /_(URL|SERVERS)$/.test(name),
  );
  expect(chosen.length).toBe(4);
  for (const name of chosen) expect(guide, name).toContain(`\`${name}\``);
});
