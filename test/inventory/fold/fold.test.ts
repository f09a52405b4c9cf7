import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type DeviceState, fold, hiddenBy } from '../../../src/inventory/index.ts';
import { anyObservation, observed } from '../observations.ts';

const AT = 1_800_000_000_000_000;
const known = (state: DeviceState | undefined): DeviceState => {
  if (state === undefined) throw new Error('nothing was folded');
  return state;
};

describe('the fold of observations', () => {
  const history = fc.array(anyObservation, { minLength: 1, maxLength: 6 });

  test('gives the same for every order', () => {
    fc.assert(
      fc.property(history, fc.array(fc.nat(), { minLength: 6, maxLength: 6 }), (all, picks) => {
        const rest = [...all];
        const shuffled = picks.flatMap((pick) => rest.splice(pick % Math.max(1, rest.length), 1));
        expect(fold(undefined, shuffled)).toEqual(fold(undefined, all));
      }),
      { numRuns: 500 },
    );
  });

  test('gives the same for every permutation of three', () => {
    fc.assert(
      fc.property(anyObservation, anyObservation, anyObservation, (a, b, c) => {
        const expected = fold(undefined, [a, b, c]);
        const others = [
          [a, c, b],
          [b, a, c],
          [b, c, a],
          [c, a, b],
          [c, b, a],
        ];
        for (const order of others) expect(fold(undefined, order)).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });

  test('gives the same however it is cut into batches, also through JSON', () => {
    fc.assert(
      fc.property(history, fc.nat(), (all, cut) => {
        const at = cut % (all.length + 1);
        const first = fold(undefined, all.slice(0, at));
        const stored = first === undefined ? undefined : JSON.parse(JSON.stringify(first));
        expect(fold(stored, all.slice(at))).toEqual(fold(undefined, all));
      }),
      { numRuns: 500 },
    );
  });

  test('gives the same when observations are repeated', () => {
    fc.assert(
      fc.property(history, history, (all, some) => {
        const once = fold(undefined, [...all, ...some]);
        expect(fold(once, all)).toEqual(once);
        expect(fold(undefined, [...some, ...all, ...some])).toEqual(once);
      }),
      { numRuns: 300 },
    );
  });

  test('never changes what it was given', () => {
    fc.assert(
      fc.property(history, history, (all, more) => {
        const state = fold(undefined, all);
        const copy = structuredClone({ state, more });
        fold(state, more);
        expect({ state, more }).toEqual(copy);
      }),
    );
  });
});

describe('the folded device', () => {
  test('takes each field from the newest observation that has it', () => {
    const state = fold(undefined, [
      observed({ observedAt: AT, hostname: 'old', mac: '02:00:00:00:00:01' }),
      observed({ observedAt: AT + 2, hostname: 'new' }),
      observed({ observedAt: AT + 1, hostname: 'between', ip: '192.0.2.5' }),
    ]);
    expect(known(state).values).toMatchObject({
      hostname: 'new',
      mac: '02:00:00:00:00:01',
      ip: '192.0.2.1',
    });
    expect(known(state).origins.mac?.at).toBe(AT);
    expect(known(state).origins.hostname?.at).toBe(AT + 2);
  });

  test('has the whole metadata and the availability of the newest', () => {
    const older = observed({ observedAt: AT, metadata: { rack: '1', os: 'a' }, available: true });
    const newer = observed({ observedAt: AT + 1, metadata: { os: 'b' }, available: false });
    const state = known(fold(undefined, [newer, older]));
    expect(state.metadata).toEqual({ os: 'b' });
    expect(state.available).toBe(false);
  });

  test('at one instant the more trusted source wins', () => {
    const state = fold(undefined, [
      observed({ source: 'snmp', hostname: 'by-snmp' }),
      observed({ source: 'sysmon', hostname: 'by-sysmon' }),
      observed({ source: 'unheard-of', hostname: 'by-rumour' }),
    ]);
    expect(known(state).values.hostname).toBe('by-snmp');
  });

  test('knows every source that saw it, with first and last time', () => {
    const state = fold(undefined, [
      observed({ observedAt: AT + 5, source: 'snmp', pollerId: 'late' }),
      observed({ observedAt: AT, source: 'snmp', pollerId: 'early' }),
      observed({ observedAt: AT + 9, source: 'constructor' }),
    ]);
    expect(Object.keys(known(state).sources).sort()).toEqual(['constructor', 'snmp']);
    expect(known(state).sources.snmp).toMatchObject({
      first_seen: AT,
      last_seen: AT + 5,
      poller_id: 'late',
    });
    expect(known(state).sources.constructor).toMatchObject({
      confidence: 1,
      first_seen: AT + 9,
      poller_id: 'poller-1',
    });
  });

  test('was first seen at the earliest observation or claim, and last at the latest', () => {
    const claim = (text: string) => observed({ metadata: { _first_seen: text } });
    const firstSeen = (text: string) => known(fold(undefined, [claim(text)])).firstSeen;
    const year2020 = 1_577_836_800_000_000;
    for (const text of [
      '2020-01-01T00:00:00Z',
      '2020-01-01T00:00:00.000000000Z',
      '2020-01-01 00:00:00 UTC',
      '2020-01-01 00:00:00UTC',
      '2020-01-01T00:00:00',
      '2020-01-01 01:00:00+0100',
    ]) {
      expect(firstSeen(text), text).toBe(year2020);
    }
    // No claim: a later time, nonsense, a bare number, and the zero time of other programs.
    for (const text of ['2030-01-01T00:00:00Z', 'long ago', '1', '', '0001-01-01T00:00:00Z']) {
      expect(firstSeen(text), text).toBe(AT);
    }
    const late = known(fold(undefined, [observed({ observedAt: AT + 7 }), observed()]));
    expect([late.firstSeen, late.lastSeen]).toEqual([AT, AT + 7]);
  });
});

describe('what counts', () => {
  const sweep = { source: 'sweep', ip: '192.0.2.1', mac: null } as const;

  test('a sweep that knows only an address never does, in any order', () => {
    const bare = observed({ ...sweep, observedAt: AT + 9, hostname: 'guess', available: false });
    const plain = observed({ source: 'snmp' });
    expect(fold(undefined, [bare])).toBeUndefined();
    expect(fold(undefined, [plain, bare])).toEqual(fold(undefined, [plain]));
    expect(fold(undefined, [bare, plain])).toEqual(fold(undefined, [plain]));
  });

  test.each([
    ['a MAC address', { ...sweep, mac: '02:00:00:00:00:01' }],
    ['an Armis id', { ...sweep, metadata: { armis_device_id: '7' } }],
    ['an integration id', { ...sweep, metadata: { integration_id: '7' } }],
    ['a NetBox id', { ...sweep, metadata: { netbox_device_id: '7' } }],
  ])('a sweep that knows %s does', (_, fields) => {
    expect(fold(undefined, [observed(fields)])).toBeDefined();
  });

  test('a service component without an address does, by its id with the colon', () => {
    const component = { ip: null, source: 'serviceradar', partition: 'serviceradar' };
    const checker = observed({ ...component, deviceId: 'serviceradar:checker:sysmon@agent-1' });
    expect(fold(undefined, [checker])).toBeDefined();
    const lookalike = observed({ ...component, deviceId: 'serviceradarX:1' });
    expect(fold(undefined, [lookalike])).toBeUndefined();
  });

  test('an observation that names no device does not', () => {
    expect(
      fold(undefined, [observed({ deviceId: '', ip: null, mac: '02:00:00:00:00:01' })]),
    ).toBeUndefined();
  });
});

describe('records that hide a device', () => {
  const plain = observed({ hostname: 'alpha', metadata: { os: 'a' } });
  const deleted = (observedAt: number) =>
    observed({ observedAt, source: 'manual', available: false, metadata: { _deleted: 'true' } });
  const merged = (observedAt: number) =>
    observed({ observedAt, metadata: { _merged_into: 'default:192.0.2.9' } });

  test('hide it and change nothing else', () => {
    for (const [hide, kind] of [
      [deleted(AT + 1), 'deletion'],
      [merged(AT + 1), 'merge'],
    ] as const) {
      const state = known(fold(undefined, [plain, hide]));
      expect(hiddenBy(state)).toBe(kind);
      expect({ ...state, hides: {} }).toEqual(fold(undefined, [plain]));
    }
  });

  test('win at their own instant, the deletion over the merge', () => {
    expect(hiddenBy(known(fold(undefined, [deleted(AT), plain])))).toBe('deletion');
    expect(hiddenBy(known(fold(undefined, [plain, merged(AT)])))).toBe('merge');
    const all = [merged(AT), deleted(AT), plain];
    expect(hiddenBy(known(fold(undefined, all)))).toBe('deletion');
    expect(hiddenBy(known(fold(undefined, all.toReversed())))).toBe('deletion');
  });

  test('are undone by a strictly newer plain observation, in any order', () => {
    const back = observed({ observedAt: AT + 2, metadata: { os: 'b' } });
    for (const order of [
      [plain, deleted(AT + 1), back],
      [back, deleted(AT + 1), plain],
      [deleted(AT + 1), back, plain],
    ]) {
      const state = known(fold(undefined, order));
      expect(hiddenBy(state)).toBeNull();
      expect(state.metadata).toEqual({ os: 'b' });
      expect(state.firstSeen).toBe(AT);
      expect(state.values.hostname).toBe('alpha');
    }
  });

  test('hide a device also when what they hide comes later', () => {
    const first = known(fold(undefined, [deleted(AT + 1)]));
    expect(first).toMatchObject({ firstSeen: null, lastSeen: null, metadata: {} });
    expect(hiddenBy(first)).toBe('deletion');
    expect(hiddenBy(known(fold(first, [plain])))).toBe('deletion');
  });

  test('are told by either spelling in any letter case, and hide nothing when false, blank or self', () => {
    const hides = (metadata: { [key: string]: string }) =>
      hiddenBy(known(fold(undefined, [plain, observed({ observedAt: AT + 1, metadata })])));
    expect(hides({ _deleted: 'TRUE' })).toBe('deletion');
    expect(hides({ deleted: 'True' })).toBe('deletion');
    expect(hides({ _deleted: 'false' })).toBeNull();
    expect(hides({ _merged_into: ' ' })).toBeNull();
    expect(hides({ _merged_into: plain.deviceId })).toBeNull();
  });
});
