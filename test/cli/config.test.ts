import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CONFIG_KEY_NAMES, configurationReference } from '../../src/config/index.ts';
import { runLine, type World } from './capture.ts';

let folder: string;
let world: World;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'radarstore-cli-config-'));
  world = {
    machine: { workingFolder: folder },
    environment: { DATABASE_URL: 'postgres://radar:s3cret@db/radar' },
  };
  writeFileSync(join(folder, 'radarstore.yaml'), 'http:\n  port: 9000\n');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('config print', () => {
  test('shows every setting with its value and where it came from, without secrets', async () => {
    const outcome = await runLine('config print --log-level warn', world);
    expect(outcome.code).toBe(0);
    expect(outcome.out).not.toContain('s3cret');
    const lines = outcome.out.split('\n');
    expect(lines).toHaveLength(CONFIG_KEY_NAMES.length + 2);
    const find = (key: string) => lines.find((line) => line.startsWith(`${key} `))?.split(/ {2,}/);
    expect(find('http.port')).toEqual(['http.port', '9000', 'radarstore.yaml:2']);
    expect(find('log.level')).toEqual(['log.level', 'warn', 'flag --log-level']);
    expect(find('http.host')).toEqual(['http.host', '127.0.0.1', 'default']);
    expect(find('database.url')).toEqual([
      'database.url',
      'postgres://radar:***@db/radar',
      'variable DATABASE_URL',
    ]);
  });

  test('gives the same as JSON', async () => {
    const outcome = await runLine('config print --json', world);
    const answer = JSON.parse(outcome.out);
    expect(answer.file).toBe(join(folder, 'radarstore.yaml'));
    expect(Object.keys(answer.settings)).toEqual(CONFIG_KEY_NAMES);
    expect(answer.settings['http.port']).toEqual({ value: '9000', origin: 'radarstore.yaml:2' });
    expect(outcome.out).not.toContain('s3cret');
  });
});

describe('config check', () => {
  test('of a good configuration says so and names the file', async () => {
    const outcome = await runLine('config check', world);
    expect(outcome).toMatchObject({ code: 0, err: '' });
    expect(outcome.out).toContain(join(folder, 'radarstore.yaml'));
  });

  test('of a bad one tells all problems and ends with 2, as JSON too', async () => {
    writeFileSync(join(folder, 'radarstore.yaml'), 'http.prot: 1\nlog.level: loud\n');
    const outcome = await runLine('config check', world);
    expect(outcome.code).toBe(2);
    expect(outcome.err).toContain('radarstore.yaml:1');
    expect(outcome.err).toContain('radarstore.yaml:2');
    const json = await runLine('config check --json', world);
    expect(json.code).toBe(2);
    expect(JSON.parse(json.out).problems).toHaveLength(2);
  });

  test('of a file that was named and is missing ends with 2', async () => {
    const outcome = await runLine('config check --config absent.yaml', world);
    expect(outcome.code).toBe(2);
    expect(outcome.err).toContain('[CONFIG_FILE_UNREADABLE]');
  });
});

describe('config docs', () => {
  test('prints the reference, and as JSON every setting', async () => {
    expect((await runLine('config docs')).out).toBe(configurationReference());
    const { settings } = JSON.parse((await runLine('config docs --json')).out);
    expect(settings.map((one: { key: string }) => one.key)).toEqual(CONFIG_KEY_NAMES);
  });
});

test('a boolean setting is a switch, a switch with a value, and can be negated', async () => {
  const enabled = async (flags: string) => {
    const outcome = await runLine(`config print --json ${flags}`, world);
    return JSON.parse(outcome.out).settings['host_receiver.enabled'].value;
  };
  expect(await enabled('--host-receiver-enabled')).toBe('true');
  expect(await enabled('--host-receiver-enabled false')).toBe('false');
  expect(await enabled('--host-receiver-enabled=no')).toBe('false');
  expect(await enabled('--no-host-receiver-enabled')).toBe('false');
});

test('every command that reads the configuration accepts the flags of all settings', async () => {
  const outcome = await runLine('schema print --engine postgres --http-port 9000', world);
  expect(outcome.code).toBe(0);
});
