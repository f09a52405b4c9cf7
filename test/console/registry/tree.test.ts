import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  isFolded,
  readFold,
  toggleFold,
  writeFold,
} from '../../../console/src/pages/registry/fold.ts';
import { keyOf, readKey, treeLines } from '../../../console/src/pages/registry/tree.ts';
import type { RegistryService } from '../../../src/contract/index.ts';

const service = (type: string, id: string, parents: Partial<RegistryService> = {}) =>
  ({ type, id, parent_id: null, poller_id: id, status: 'active', ...parents }) as RegistryService;
const agent = (id: string, poller: string) =>
  service('agent', id, { parent_id: poller, poller_id: poller });
const checker = (id: string, of: string, poller: string) =>
  service('checker', id, { parent_id: of, poller_id: poller });

const linesOf = (services: readonly RegistryService[], folded: readonly string[] = []) =>
  treeLines(services, {
    compare: (one, other) => (one.id < other.id ? -1 : 1),
    isFolded: (key) => folded.includes(key),
  });
const drawn = (services: readonly RegistryService[], folded: readonly string[] = []) =>
  linesOf(services, folded).map(
    ({ id, depth, service: known, children }) =>
      `${' '.repeat(depth)}${id}${known === undefined ? '?' : ''}${children > 0 ? ` ${children}` : ''}`,
  );

describe('the tree of services', () => {
  const SERVICES = [
    checker('c1', 'a1', 'p1'),
    agent('a2', 'p1'),
    service('poller', 'p2'),
    agent('a1', 'p1'),
    service('poller', 'p1'),
  ];

  test('has agents below their poller and checkers below their agent, in any order', () => {
    expect(drawn(SERVICES)).toEqual(['p1 2', ' a1 1', '  c1', ' a2', 'p2']);
  });

  test('hides what is below a folded line, whose children it still counts', () => {
    expect(drawn(SERVICES, ['poller/p1'])).toEqual(['p1 2', 'p2']);
    expect(drawn(SERVICES, ['agent/a1', 'poller/p2'])).toEqual(['p1 2', ' a1 1', ' a2', 'p2']);
  });

  test('gives parents that are not among the services a line all the same', () => {
    expect(drawn([checker('c1', 'a1', 'p1')])).toEqual(['p1? 1', ' a1? 1', '  c1']);
    expect(drawn([checker('c1', 'a1', 'p1'), agent('a1', 'p1')])).toEqual([
      ...['p1? 1', ' a1 1', '  c1'],
    ]);
  });

  test('tells a poller and an agent of the same id apart', () => {
    expect(drawn([service('poller', 'x'), agent('x', 'x')])).toEqual(['x 1', ' x']);
  });

  test('has every service once, whatever is asked for', () => {
    const id = fc.constantFrom('a', 'b', 'c', '');
    const any = fc.oneof(
      id.map((one) => service('poller', one)),
      fc.tuple(id, id).map(([one, poller]) => agent(one, poller)),
      fc.tuple(id, id, id).map(([one, of, poller]) => checker(one, of, poller)),
    );
    fc.assert(
      fc.property(
        fc.uniqueArray(any, { selector: ({ type, id: of }) => `${type}/${of}` }),
        (all) => {
          const known = linesOf(all).flatMap((line) =>
            line.service === undefined ? [] : line.key,
          );
          const wanted = all.map(({ type, id: of }) => `${type}/${of}`);
          expect(known.toSorted()).toEqual(wanted.toSorted());
        },
      ),
    );
  });
});

describe('the key of a service', () => {
  test('is read as it was written, with slashes in the id', () => {
    const name = { type: 'agent', id: 'a/b "c"' } as const;
    expect(readKey(keyOf(name))).toEqual(name);
  });

  test.each([undefined, '', 'agent', 'agent/', 'device/x', '/x'])('%j is none', (text) => {
    expect(readKey(text)).toBeUndefined();
  });
});

describe('what is folded', () => {
  test('stands in the address as the exceptions alone', () => {
    expect(writeFold(readFold(undefined))).toBeNull();
    const one = toggleFold(readFold(undefined), 'poller/a');
    expect(writeFold(one)).toBe('poller/a');
    expect([isFolded(one, 'poller/a'), isFolded(one, 'poller/b')]).toEqual([true, false]);
    const all = toggleFold(readFold('*'), 'poller/a');
    expect(writeFold(all)).toBe('*,poller/a');
    expect([isFolded(all, 'poller/a'), isFolded(all, 'poller/b')]).toEqual([false, true]);
  });

  test('is read as it was written', () => {
    fc.assert(
      fc.property(
        fc.boolean(),
        fc.uniqueArray(fc.string().map((id) => `poller/${id}`)),
        (all, keys) => {
          const fold = { all, except: new Set(keys) };
          expect(readFold(writeFold(fold) ?? undefined)).toEqual(fold);
        },
      ),
    );
  });
});
