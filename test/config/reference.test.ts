import { expect, test } from 'vitest';
import {
  CONFIG_KEY_NAMES,
  configurationReference,
  flagOf,
  nearestKeys,
  variableOf,
} from '../../src/config/index.ts';
import { expectGolden } from '../support/golden.ts';

test('the reference of settings is what docs/reference/configuration.md says', async () => {
  await expectGolden('../../docs/reference/configuration.md', configurationReference());
});

test('the reference explains every setting with all of its names', () => {
  const text = configurationReference();
  for (const key of CONFIG_KEY_NAMES) {
    expect(text).toContain(`### \`${key}\``);
    expect(text).toContain(`flag \`${flagOf(key)}\`, variable \`${variableOf(key)}\``);
  }
});

test.each([
  ['http.prot', ['http.port']],
  ['--http-prot', ['http.port']],
  ['RADARSTORE_HTTP_PROT', ['http.port']],
  ['httpPort', ['http.port']],
  ['url', ['database.url']],
  ['interval', ['host_receiver.interval', 'maintenance.interval']],
  ['something.else.entirely', []],
])('the name %s is taken for %j', (word, keys) => {
  expect(nearestKeys(word)).toEqual(keys);
});
