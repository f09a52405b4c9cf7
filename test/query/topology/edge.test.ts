import { describe, expect, test } from 'vitest';
import { type HalfEdge, mergeHalves } from '../../../src/query/readers/topology/edge.ts';
import type { Port } from '../../../src/query/readers/topology/port.ts';
import type { Report } from '../../../src/query/readers/topology/report.ts';

const REPORT = {
  timestamp: 1,
  protocol_type: 'LLDP',
  neighbor_ip_address: null,
  neighbor_as: null,
  bgp_session_state: null,
} as Report;

const port = (...names: readonly string[]): Port | null =>
  names.length === 0
    ? null
    : {
        ifIndex: null,
        name: names[0] ?? null,
        description: null,
        operStatus: null,
        spellings: new Set(names),
      };

const half = (
  from: string,
  to: string,
  [own, other]: readonly [Port | null, Port | null],
  more: Partial<Report> = {},
): HalfEdge => ({
  report: { ...REPORT, ...more },
  from,
  to,
  port: own,
  otherPort: other,
  evidence: ['chassis_mac'],
  disputed: [],
});

const shown = (halves: readonly HalfEdge[]) =>
  mergeHalves(halves)
    .map((one) => [
      one.source,
      one.sourcePort?.name,
      one.target,
      one.targetPort?.name,
      one.reportedBy,
    ])
    .sort();

describe('what both ends report', () => {
  test('is one edge from the lesser to the greater, as new as the newer report', () => {
    const edges = mergeHalves([
      half('b', 'a', [port('gi2'), port('gi1')], { timestamp: 5 }),
      half('a', 'b', [port('gi1'), port('gi2')], { timestamp: 3 }),
    ]);
    expect(edges).toMatchObject([
      { source: 'a', target: 'b', reportedBy: 'both', lastSeen: 5, protocol: 'LLDP' },
    ]);
  });

  test('is told apart by ports in whatever spelling both share', () => {
    expect(
      shown([
        half('a', 'b', [port('gi1', '1'), port('gi0/1')]),
        half('a', 'b', [port('gi2', '2'), port('gi0/2')]),
        half('b', 'a', [port('gi0/2'), port('2')]),
        half('b', 'a', [port('gi0/1'), port('1')]),
      ]),
    ).toEqual([
      ['a', 'gi1', 'b', 'gi0/1', 'both'],
      ['a', 'gi2', 'b', 'gi0/2', 'both'],
    ]);
  });

  test('stays two where a port contradicts', () => {
    expect(
      shown([half('a', 'b', [port('1'), port('2')]), half('b', 'a', [port('2'), port('9')])]),
    ).toEqual([
      ['a', '1', 'b', '2', 'source'],
      ['b', '2', 'a', '9', 'source'],
    ]);
  });

  test('without ports is one where there is one of each end, and nobody guesses among more', () => {
    const bare = (from: string, to: string, ip: string) =>
      half(from, to, [null, null], { neighbor_ip_address: ip });
    expect(shown([bare('a', 'b', '1'), bare('b', 'a', '2')])).toHaveLength(1);
    expect(
      shown([bare('a', 'b', '1'), bare('a', 'b', '2'), bare('b', 'a', '3'), bare('b', 'a', '4')]),
    ).toHaveLength(4);
  });

  test('by two protocols is two edges, and protocols have no letter case', () => {
    const ports = [port('1'), port('2')] as const;
    const edges = mergeHalves([
      half('a', 'b', ports),
      half('a', 'b', ports, { protocol_type: 'CDP' }),
      half('b', 'a', [port('2'), port('1')], { protocol_type: 'lldp' }),
    ]);
    expect(edges.map((one) => [one.protocol, one.reportedBy]).sort()).toEqual([
      ['CDP', 'source'],
      ['LLDP', 'both'],
    ]);
  });

  test('has the autonomous system of each end from the other', () => {
    const [edge] = mergeHalves([
      half('a', 'b', [null, null], { protocol_type: 'BGP', neighbor_as: 4_200_000_000 }),
      half('b', 'a', [null, null], { protocol_type: 'BGP', neighbor_as: 64_512 }),
    ]);
    expect(edge).toMatchObject({ sourceAs: 64_512, targetAs: 4_200_000_000 });
  });
});

test('one end that tells twice of a connection makes one edge', () => {
  const ports = [port('1'), port('2')] as const;
  expect(shown([half('a', 'b', ports), half('a', 'b', ports, { timestamp: 9 })])).toHaveLength(1);
  expect(shown([half('a', 'a', ports), half('a', 'a', ports)])).toHaveLength(1);
});

test('edges are the same in every order of reports', () => {
  const halves = [
    half('a', 'b', [port('1'), port('x')]),
    half('b', 'a', [port('x'), port('1')]),
    half('a', 'c', [port('2'), null]),
    half('c', 'a', [null, null]),
  ];
  expect(mergeHalves(halves.toReversed())).toEqual(mergeHalves(halves));
});
