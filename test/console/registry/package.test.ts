import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import {
  type Draft,
  readDraft,
  requestOf,
  writeDraft,
} from '../../../console/src/pages/onboarding/draft.ts';
import { archiveName, fetchCommand } from '../../../console/src/pages/onboarding/fetch-command.ts';
import { readEntries } from '../../../console/src/pages/onboarding/metadata.ts';
import type { ComponentType, EdgePackage } from '../../../src/contract/index.ts';

const requested = (type: ComponentType, draft: Draft) => {
  const wanted = requestOf(type, draft);
  return 'refusal' in wanted ? wanted.refusal : wanted.request;
};

describe('the draft of a package', () => {
  test('becomes a request that leaves to the server what is empty', () => {
    expect(requested('agent', { label: ' Roof agent ', parent_id: 'edge', site: ' ' })).toEqual({
      ...{ label: 'Roof agent', component_type: 'agent', parent_id: 'edge' },
    });
  });

  test('sends nothing that is no matter of the type, though it was written for another one', () => {
    const draft = { label: 'x', parent_id: 'p', checker_kind: 'snmp', core_address: 'c:1' };
    expect(requested('poller', draft)).toEqual({
      ...{ label: 'x', component_type: 'poller', metadata_json: '{"core_address":"c:1"}' },
    });
    expect(requested('agent', draft)).toEqual({
      ...{ label: 'x', component_type: 'agent', parent_id: 'p' },
    });
  });

  test('takes metadata a line each, selectors with commas, and lifetimes as numbers', () => {
    const draft = {
      label: 'x',
      metadata: 'rack = 7\n\nurl=https://a?b=c',
      selectors: 'unix:uid:0, k8s:ns:edge',
      join_token_ttl_seconds: '60',
    };
    expect(requested('agent', draft)).toMatchObject({
      metadata_json: '{"rack":"7","url":"https://a?b=c"}',
      selectors: ['unix:uid:0', 'k8s:ns:edge'],
      join_token_ttl_seconds: 60,
    });
  });

  test.each([
    ['agent', { metadata: 'no sign' }, 'no sign'],
    ['agent', { metadata: '=value' }, '=value'],
    ['agent', { download_token_ttl_seconds: '1h' }, 'whole numbers'],
    ['checker', { checker_config_json: '[1]' }, 'JSON object'],
    ['checker', { checker_config_json: '{' }, 'JSON object'],
  ] as const)('of a %s with %j is refused', (type, draft, why) => {
    expect(requested(type, draft)).toContain(why);
  });

  test('stands in the address without what may be secret', () => {
    const draft = { label: 'x', site: ' roof ', metadata: 'a=b', checker_config_json: '{}' };
    const params = writeDraft(draft);
    expect(params).toMatchObject({ label: 'x', site: 'roof', notes: null });
    for (const secret of ['metadata', 'checker_config_json']) {
      expect(Object.keys(params)).not.toContain(secret);
    }
    expect(readDraft({ checker_config_json: '{}' }).checker_config_json).toBeUndefined();
  });
});

describe('the command that fetches a package', () => {
  const made = { package_id: 'p-1', component_id: "roof's poller/2" } as EdgePackage;

  test('is one that a shell reads as it is meant, whatever the token holds', () => {
    const download_token = 'it\'s $(x) `y` "z"';
    const command = fetchCommand({ package: made, download_token }, 'https://store.example');
    const words = execFileSync('/bin/sh', [
      ...['-c', `curl() { printf '%s\\n' "$@"; }; tar() { curl "$@"; }; ${command}`],
    ]).toString();
    expect(words.trimEnd().split('\n')).toEqual([
      ...['-fX', 'POST', 'https://store.example/api/admin/edge-packages/p-1/download'],
      ...['-H', 'content-type: application/json', '-d', JSON.stringify({ download_token })],
      ...['-o', 'roof-s-poller-2.tar.gz', '-xzf', 'roof-s-poller-2.tar.gz'],
    ]);
  });

  test.each([
    ['..', 'package.tar.gz'],
    ['-rf', 'rf.tar.gz'],
    ['später', 'sp-ter.tar.gz'],
  ])('keeps the file of %j as %s', (id, name) => {
    expect(archiveName(id)).toBe(name);
  });
});

describe('metadata as text', () => {
  test('is told by name, and what is no object is nothing', () => {
    expect(readEntries('{"a":"b","n":{"m":1}}')).toEqual([
      { name: 'a', value: 'b' },
      { name: 'n', value: '{"m":1}' },
    ]);
    for (const text of [undefined, '', '[]', 'null', '{']) expect(readEntries(text)).toEqual([]);
  });
});
