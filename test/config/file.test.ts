import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { requireSettings } from '../../src/config/index.ts';
import { expectRadarError } from '../support/expect-error.ts';
import { makeWorkplace, messagesOf, type Workplace } from './sources.ts';

let place: Workplace;
beforeEach(() => {
  place = makeWorkplace();
});
afterEach(() => place.remove());

describe('the configuration file', () => {
  test('is the one of the flag, else of the variable, else of the working folder, else of the system', () => {
    const portFrom = (sources: Parameters<Workplace['read']>[0]) =>
      place.read(sources).settings?.http.port;
    place.write(join(place.machine.systemFolder, 'radarstore.yaml'), 'http.port: 1\n');
    expect(portFrom({})).toBe(1);
    place.write('radarstore.yaml', 'http.port: 2\n');
    expect(portFrom({})).toBe(2);
    place.write('by-variable.yaml', 'http.port: 3\n');
    const environment = { RADARSTORE_CONFIG: 'by-variable.yaml' };
    expect(portFrom({ environment })).toBe(3);
    place.write('by-flag.json', '{"http": {"port": 4}}');
    expect(portFrom({ environment, file: 'by-flag.json' })).toBe(4);
  });

  test.each([
    ['nested YAML', 'http:\n  port: 9000 # comment\n  host: "::1"\n'],
    ['dotted YAML', 'http.port: 9000\nhttp.host: "::1"\n'],
    ['both mixed', 'http:\n  port: 9000\nhttp.host: "::1"\n'],
    ['JSON', '{"http": {"port": 9000, "host": "::1"}}'],
    ['JSON with tabs', '{\n\t"http": {\n\t\t"port": 9000,\n\t\t"host": "::1"\n\t}\n}\n'],
    ['YAML with a byte order mark and CRLF', '\uFEFFhttp:\r\n  port: 9000\r\n  host: "::1"\r\n'],
    ['an alias', 'http:\n  port: &p 9000\n  host: "::1"\nhost_receiver.processes: *p\n'],
  ])('may be %s', (_form, text) => {
    place.write('radarstore.yaml', text);
    const reading = place.read();
    expect(messagesOf(reading)).toEqual([]);
    expect(reading.settings?.http).toMatchObject({ host: '::1', port: 9000 });
  });

  test.each([
    '',
    '# nothing\n',
    '---\n',
    '{}',
    'http:\n',
    'http: {}\n',
    'database.url:\n',
    'database.url: ~\n',
  ])('may hold nothing: %j', (text) => {
    place.write('radarstore.yaml', text);
    expect(messagesOf(place.read())).toEqual([]);
  });

  test.each([
    ['http:\n  port: [1]\n', 'Setting http.port (radarstore.yaml:2) must be one value.'],
    ['http.port:\n  number: 1\n', '"http.port.number" at radarstore.yaml:2'],
    [
      'http: 8450\n',
      '"http" (radarstore.yaml:1) is a section, not a setting; it holds http.host, http.port, http.trusted_proxies.',
    ],
    [
      'http.port: 1\nhttp:\n  port: 2\n',
      'Setting http.port is there twice: radarstore.yaml:1 and radarstore.yaml:3.',
    ],
    ['http.port: 1\nhttp.port: 2\n', 'radarstore.yaml:2 cannot be read: Map keys must be unique.'],
    ['http:\n\tport: 1\n', 'radarstore.yaml:2 cannot be read: '],
    ['a: [1\n', 'radarstore.yaml:2 cannot be read: '],
    ['http.port: !secret 1\n', 'radarstore.yaml:1 cannot be read: Unresolved tag: !secret.'],
    ['- http.port\n', 'radarstore.yaml:1 cannot be read: It must hold keys with values'],
    ['just text', 'radarstore.yaml:1 cannot be read: It must hold keys with values'],
    ['a: &a\n  b: *a\n', 'There is no setting "a.b" at radarstore.yaml:2'],
    ['http.port: *nobody\n', 'must be one value'],
    ['htp:\n', 'There is no setting "htp" at radarstore.yaml:1.'],
    ['port: 1\n', 'did you mean "embedded.port" or "http.port"?'],
    ['http:\n  hots: x\n', 'did you mean "http.host"?'],
    ['database:\n  maxConnections: 5\n', 'did you mean "database.max_connections"?'],
    ['database:\n  max-connections: 5\n', 'did you mean "database.max_connections"?'],
    ['__proto__: {"http.port": 1}\n', 'There is no setting "__proto__.http.port"'],
    ['http.port: 0x10\n', 'cannot be "0x10"'],
    ['http.port: 1e3\n', 'cannot be "1e3"'],
  ])('%j is refused with file and line', (text, part) => {
    place.write('radarstore.yaml', text);
    const reading = place.read();
    expect(reading.settings).toBeNull();
    expect(messagesOf(reading).join('\n')).toContain(part);
  });

  test('that was named and is missing, a folder, or closed to this user is refused', async () => {
    const missing = place.read({ file: 'missing.yaml' });
    const fault = await expectRadarError(() => requireSettings(missing), 'CONFIG_FILE_UNREADABLE');
    expect(fault.message).toMatch(/missing\.yaml cannot be read: it does not exist\.$/);
    mkdirSync(join(place.machine.workingFolder, 'folder'));
    expect(messagesOf(place.read({ file: 'folder' })).join()).toContain('it is a folder.');
    if (process.getuid?.() !== 0) {
      chmodSync(place.write('radarstore.yaml', ''), 0);
      expect(messagesOf(place.read()).join()).toContain('this user may not read it.');
    }
  });

  test('of any text is read or refused, and never breaks the program', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.json()), (text) => {
        place.write('radarstore.yaml', text);
        const reading = place.read();
        expect(reading.settings === null).toBe(reading.problems.length > 0);
      }),
      { numRuns: 200 },
    );
  });
});
