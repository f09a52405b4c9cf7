import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  actionWord,
  evidenceText,
} from '../../console/src/pages/device/explanation/action-word.ts';
import { otherIdentities } from '../../console/src/pages/device/explanation/identity-names.ts';
import { readTags, unwritableTags, writeTags } from '../../console/src/pages/device/facts/tags.ts';
import { drawingOf } from '../../console/src/pages/device/network/elements.ts';
import {
  interfaceCondition,
  interfaceWord,
} from '../../console/src/pages/device/network/interface-state.tsx';
import { neighborRows } from '../../console/src/pages/device/network/neighbor-rows.ts';
import { placesOf } from '../../console/src/pages/device/network/places.ts';
import { DEVICE_PARTS, readPart, writePart } from '../../console/src/pages/device/parts.ts';
import { changeText } from '../../console/src/pages/device/past/change-text.ts';
import { compareRecord } from '../../console/src/pages/device/past/compare.ts';
import { componentOf } from '../../console/src/pages/device/services/component.ts';
import { fieldTitle, fieldValue, valueText } from '../../console/src/pages/device/value-text.ts';
import {
  type DeviceDetail,
  INTERFACE_STATES,
  type TopologyEdge,
  type TopologyGraph,
  type TopologyNode,
} from '../../src/contract/index.ts';

describe('the parts of the page of a device', () => {
  test('stand in the address by name, the first one without any', () => {
    for (const { name } of DEVICE_PARTS) expect(readPart(writePart(name) ?? undefined)).toBe(name);
    expect(writePart('overview')).toBeNull();
    expect(readPart('nowhere')).toBe('overview');
  });
});

describe('a value of a device', () => {
  test('is what a person reads: a dash for none, words for a truth, commas in a list', () => {
    expect([null, undefined, ''].map(valueText)).toEqual(['–', '–', '–']);
    expect([true, false, 0, 'a'].map(valueText)).toEqual(['yes', 'no', '0', 'a']);
    expect(valueText(['snmp', 'sweep'])).toBe('snmp, sweep');
    expect(valueText({ a: [1, null] })).toBe('{"a":[1,null]}');
    expect(valueText([])).toBe('[]');
  });

  test('has a name without the marks of the store', () => {
    expect(fieldTitle('is_available')).toBe('Answers');
    expect(fieldTitle('attributes.sys_object_id')).toBe('sys object id');
  });

  test('is a further address where the store has a mark that names one', () => {
    expect(fieldTitle('attributes.alt_ip:2001:db8::1')).toBe('also 2001:db8::1');
    expect(fieldValue('attributes.alt_ip:2001:db8::1', '1')).toBe(true);
    expect(fieldValue('attributes.slots', '1')).toBe('1');
  });
});

describe('a change of a device', () => {
  test('tells the values before and after, and none where there was none', () => {
    expect(changeText({ before: null, after: 'core-1' })).toEqual({
      before: null,
      after: 'core-1',
    });
    expect(changeText({ before: ['mapper'], after: ['mapper', 'snmp'] })).toEqual({
      ...{ before: 'mapper', after: 'mapper, snmp' },
    });
    expect(changeText({ before: null, after: null })).toEqual({ before: null, after: null });
  });

  test('of a map tells the keys that changed alone', () => {
    const before = { os: 'AxOS 9.1', site: 'fra1', rack: '7' };
    const after = { os: 'AxOS 9.2', site: 'fra1', 'alt_ip:10.0.0.9': '1' };
    expect(changeText({ before, after })).toEqual({
      ...{ before: 'os: AxOS 9.1, rack: 7', after: 'also 10.0.0.9: yes, os: AxOS 9.2' },
    });
    expect(changeText({ before: {}, after: { site: 'fra1' } })).toEqual({
      ...{ before: null, after: 'site: fra1' },
    });
  });
});

describe('tags', () => {
  test('are written with commas between and read again as they were', () => {
    const tag = fc.string({ minLength: 1 }).filter((one) => /^[^,\n]+$/.test(one.trim()));
    fc.assert(
      fc.property(fc.uniqueArray(tag.map((one) => one.trim())), (tags) => {
        expect(readTags(writeTags(tags))).toEqual([...tags].sort());
      }),
    );
    expect(readTags(' b,a ,\nb,, ')).toEqual(['a', 'b']);
  });

  test('with a comma are left alone by an edit, since no text could hold them', () => {
    expect(writeTags(['a', 'b, c'])).toBe('a');
    expect(unwritableTags(['a', 'b, c'])).toEqual(['b, c']);
  });
});

describe('the record of an instant', () => {
  const device = {
    partition: 'default',
    ip: '10.0.0.1',
    hostname: 'b',
    poller_id: '',
    agent_id: 'a',
    is_available: true,
    discovery_sources: ['sweep', 'snmp'],
    metadata: { rack: '7', new: 'x' },
    discovery_info: { device_type: 'router' },
  } as unknown as DeviceDetail;

  test('stands beside what is now, and says what differs', () => {
    const fields = compareRecord(
      {
        ...{ partition: 'default', ip: '10.0.0.1', hostname: 'a', mac: null, poller_id: null },
        ...{ agent_id: 'a', is_available: true, device_type: 'router' },
        discovery_sources: ['snmp', 'sweep'],
        metadata: { rack: '7', gone: 'y' },
      },
      device,
    );
    expect(fields.filter(({ differs }) => differs)).toEqual([
      { field: 'hostname', before: 'a', now: 'b', differs: true },
      { field: 'attributes.new', before: null, now: 'x', differs: true },
      { field: 'attributes.gone', before: 'y', now: null, differs: true },
    ]);
    expect(fields.find(({ field }) => field === 'attributes.rack')?.differs).toBe(false);
  });
});

describe('an event of the life of a device', () => {
  test('is told in words, with what led to it', () => {
    expect(actionWord('join')).toBe('Joined');
    expect(actionWord('some_new_thing')).toBe('some new thing');
    expect(
      evidenceText({ identities: ['mac:a', 'armis:7'], shared: [], last_seen: null, reason: 'x' }),
    ).toBe('identities: mac:a, armis:7 · reason: x');
    expect([null, undefined, {}].map(evidenceText)).toEqual(['', '', '']);
  });
});

test('an identity can be parted from each other one of its device, whoever reported it', () => {
  const identities = [
    { kind: 'armis', value: '7' },
    { kind: 'mac', value: '02:00' },
    { kind: 'mac', value: '02:00' },
  ];
  expect(otherIdentities(identities, 'armis:7')).toEqual(['mac:02:00']);
  expect(otherIdentities(identities, 'mac:02:00')).toEqual(['armis:7']);
  expect(otherIdentities(identities.slice(1), 'mac:02:00')).toEqual([]);
});

describe('an interface', () => {
  test('that somebody switched off is no fault, and one that is down is one', () => {
    const of = (admin: string | null, oper: string | null) => [
      interfaceCondition(admin, oper),
      interfaceWord(admin, oper),
    ];
    expect(of('up', 'up')).toEqual(['ok', 'Up']);
    expect(of('down', 'down')).toEqual(['unknown', 'Switched off']);
    expect(of('up', 'lower-layer-down')).toEqual(['fail', 'Lower layer down']);
    expect(of('up', 'dormant')).toEqual(['warn', 'Dormant']);
    expect(of(null, null)).toEqual(['unknown', 'Unknown']);
  });

  test('has a word for each state that the server knows', () => {
    for (const state of INTERFACE_STATES)
      expect(interfaceWord('up', state)).toMatch(/^[A-Z][a-z ]+$/);
  });
});

describe('the neighbours of a device', () => {
  const node = (id: string, more: Partial<TopologyNode> = {}) =>
    ({ id, kind: 'device', label: id, depth: 1, is_available: true, ...more }) as TopologyNode;
  const edge = (source: string, target: string, more: Partial<TopologyEdge> = {}) =>
    ({
      ...{ id: `${source}-${target}-${more.protocol ?? 'LLDP'}`, source, target, protocol: 'LLDP' },
      ...{ source_port: null, target_port: null, evidence: [], disputed: [], last_seen: 't' },
      ...more,
    }) as TopologyEdge;
  const port = (name: string | null) => ({
    ...{ if_index: 4, description: null, oper_state: null },
    name,
  });
  const graph = {
    nodes: [
      node('b', { depth: 0 }),
      node('a'),
      node('c', { is_available: false }),
      node('x', { kind: 'unknown', is_available: null }),
    ],
    edges: [
      edge('a', 'b', { source_port: port('there'), target_port: port(null) }),
      edge('b', 'c'),
      edge('b', 'c', { protocol: 'CDP' }),
      edge('a', 'x'),
      edge('a', 'nowhere'),
    ],
  } as unknown as TopologyGraph;

  test('are listed as that device sees them, each port at its own end', () => {
    const rows = neighborRows(graph, 'b');
    expect(rows.map((row) => [row.neighbor.id, row.port, row.neighborPort])).toEqual([
      ['a', '4', 'there'],
      ['c', null, null],
      ['c', null, null],
    ]);
  });

  test('stand in the order of the ports here, by number', () => {
    const ports = ['xe-0/0/10', 'xe-0/0/2', null, 'xe-0/0/1'];
    const nodes = [node('b', { depth: 0 }), ...ports.map((_, place) => node(`n${place}`))];
    const edges = ports.map((name, place) =>
      edge('b', `n${place}`, { source_port: name === null ? null : port(name) }),
    );
    const rows = neighborRows({ nodes, edges } as unknown as TopologyGraph, 'b');
    expect(rows.map((row) => row.port)).toEqual(['xe-0/0/1', 'xe-0/0/2', 'xe-0/0/10', null]);
  });

  test('are drawn under the first part of their names, or in full where that is one name for two', () => {
    const named = (...labels: string[]) => {
      const nodes = [node('b', { depth: 0, label: 'core.example.net' })];
      nodes.push(...labels.map((label) => node(label, { label })));
      return drawingOf({ nodes, edges: [] } as unknown as TopologyGraph, 'b').nodes.map(
        ({ label }) => label,
      );
    };
    expect(named('ap-1.example.net', '10.0.0.1', '02:00:5E:00:00:01')).toEqual([
      ...['core', '02:00:5E:00:00:01', '10.0.0.1', 'ap-1'],
    ]);
    expect(named('core.example.org')).toEqual(['core.example.net', 'core.example.org']);
  });

  test('lie around the middle inside of the picture, each at a place of its own', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 40 }), (depths) => {
        const nodes = [0, ...depths].map((depth, index) => ({ id: `n${index}`, depth }));
        const places = placesOf(nodes, { width: 900, height: 300 });
        expect(places.get('n0')).toEqual({ x: 450, y: 150 });
        const spots = [...places.values()].map(({ x, y }) => `${x.toFixed(3)} ${y.toFixed(3)}`);
        expect(new Set(spots).size).toBe(nodes.length);
        for (const { x, y } of places.values()) {
          expect(x).toBeGreaterThanOrEqual(-1e-9);
          expect(x).toBeLessThanOrEqual(900 + 1e-9);
          expect(y).toBeGreaterThanOrEqual(-1e-9);
          expect(y).toBeLessThanOrEqual(300 + 1e-9);
        }
      }),
    );
  });

  test('are drawn with one line between two, whatever protocols tell of it', () => {
    const { nodes, edges } = drawingOf(graph, 'b');
    expect(nodes.map(({ id, look }) => [id, look])).toEqual([
      ['b', 'middle'],
      ['a', 'online'],
      ['c', 'offline'],
      ['x', 'foreign'],
    ]);
    expect(edges.map(({ source, target, label }) => [source, target, label])).toEqual([
      ['a', 'b', 'LLDP'],
      ['a', 'x', 'LLDP'],
      ['b', 'c', 'CDP, LLDP'],
    ]);
  });
});

test('a device that is a service of the registry is known by its id', () => {
  expect(componentOf('serviceradar:agent:a:1')).toEqual({ type: 'agent', id: 'a:1' });
  expect(componentOf('serviceradar:core:x')).toBeUndefined();
  expect(componentOf('default:10.0.0.1')).toBeUndefined();
});
