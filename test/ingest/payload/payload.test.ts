import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  isPayloadKind,
  PAYLOAD_KINDS,
  PAYLOAD_USES,
  rowsOfPayload,
} from '../../../src/ingest/payload/index.ts';
import { CONTEXT, SAMPLES } from './samples.ts';

describe('an envelope', () => {
  const PING = { host: '192.0.2.1', response_time: 5, available: true };
  const ENVELOPE = {
    poller_id: 'poller-7',
    agent_id: 'agent-7',
    partition: 'west',
    service_type: 'icmp',
    service_name: 'uplink',
    data: PING,
  };

  test('that names poller and agent is stronger than the connection', () => {
    expect(rowsOfPayload('icmp', ENVELOPE, CONTEXT).rows.timeseries_metrics).toMatchObject([
      {
        poller_id: 'poller-7',
        agent_id: 'agent-7',
        partition: 'west',
        metric_name: 'icmp_uplink_response_time_ms',
      },
    ]);
  });

  test('that lacks one of them is none, so its content is no ping', () => {
    for (const lacks of [{ poller_id: '' }, { agent_id: ' ' }, { agent_id: 7 }]) {
      const { rows, refused } = rowsOfPayload('icmp', { ...ENVELOPE, ...lacks }, CONTEXT);
      expect(rows).toEqual({});
      expect(refused).toMatchObject([{ path: 'host', reason: 'missing_value' }]);
    }
  });

  test('shows where in it a record is wrong', () => {
    const wrong = { ...ENVELOPE, data: [PING, { ...PING, host: 5 }] };
    expect(rowsOfPayload('icmp', wrong, CONTEXT).refused).toMatchObject([
      { path: 'data[1].host', original: { ...ENVELOPE, data: [{ ...PING, host: 5 }] } },
    ]);
  });
});

describe('the original of a record', () => {
  test('is the payload with this record alone, and makes the same row again', () => {
    for (const kind of PAYLOAD_KINDS) {
      const { rows, original } = rowsOfPayload(kind, SAMPLES[kind], CONTEXT);
      for (const [dataset, list] of Object.entries(rows)) {
        (list as object[]).forEach((row, index) => {
          const again = rowsOfPayload(kind, original(dataset as never, index), CONTEXT).rows;
          expect(again[dataset as keyof typeof again]).toEqual([row]);
        });
      }
    }
  });

  test('of one that was refused is refused again for the same reason', () => {
    const cpus = [{ core_id: 0 }, { core_id: 1, usage_percent: 'much' }];
    const status = { host_ip: '192.0.2.10', cpus, processes: [{ pid: 1 }] };
    const [refused] = rowsOfPayload('sysmon', { status }, CONTEXT).refused;
    expect(refused?.original).toEqual({ status: { host_ip: '192.0.2.10', cpus: [cpus[1]] } });
    expect(rowsOfPayload('sysmon', refused?.original, CONTEXT).refused).toMatchObject([
      { path: 'status.cpus[0].usage_percent', reason: 'bad_value' },
    ]);
  });

  test('is taken from the parsed payload, so that a text is not kept once per record', () => {
    const cpus = [{ core_id: 0 }, { core_id: 'x' }, { core_id: 'y' }];
    const status = { host_ip: '192.0.2.10', cpus };
    const text = JSON.stringify({ status });
    const envelope = { poller_id: 'p', agent_id: 'a', data: text };
    const of = (cpu: unknown) => ({ status: { ...status, cpus: [cpu] } });
    const { refused, original } = rowsOfPayload('sysmon', text, CONTEXT);
    expect(refused.map((one) => one.original)).toEqual([of(cpus[1]), of(cpus[2])]);
    expect(original('cpu_metrics', 0)).toEqual(of(cpus[0]));
    expect(rowsOfPayload('sysmon', envelope, CONTEXT).refused[0]?.original).toEqual({
      ...envelope,
      data: of(cpus[1]),
    });
    const broken = { ...envelope, data: '{"status":' };
    expect(rowsOfPayload('sysmon', broken, CONTEXT).refused).toMatchObject([
      { path: '', reason: 'bad_value', original: broken },
    ]);
  });

  test('of what is no row does not exist', () => {
    const { original } = rowsOfPayload('icmp', SAMPLES.icmp, CONTEXT);
    expect(original('timeseries_metrics', 1)).toBeUndefined();
    expect(original('cpu_metrics', 0)).toBeUndefined();
  });
});

describe('any payload', () => {
  /** JSON with the members that readers look for, so that it gets past their first checks. */
  const names = [
    ...['available', 'status', 'host_ip', 'cpus', 'core_id', 'disks', 'mount_point', 'total_bytes'],
    ...['used_bytes', 'memory', 'processes', 'pid', 'oid_status', 'last_value', 'last_update'],
    ...['host', 'hosts', 'results', 'target', 'interfaces', 'device_ip', 'ifIndex', 'ifSpeed'],
    ...['topology', 'local_device_ip', 'services', 'service_name', 'details', 'config', 'flows'],
    ...[
      'src_addr',
      'dst_addr',
      'as_path',
      'metadata',
      'port_results',
      'data',
      'poller_id',
      '__proto__',
    ],
  ];
  const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
    tree: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constantFrom(
        '192.0.2.1',
        '2026-03-10T12:00:00Z',
        '',
        '\u0000\ud800',
        'x_5',
        '9'.repeat(40),
      ),
      fc.constantFrom<unknown>(
        0,
        1,
        -1,
        2 ** 53,
        1e308,
        Number.NaN,
        Number.POSITIVE_INFINITY,
        2n ** 64n,
      ),
      fc.boolean(),
      fc.constant(null),
      fc.jsonValue(),
      fc.array(tie('tree'), { maxLength: 4 }),
      fc.dictionary(fc.oneof(fc.constantFrom(...names), fc.string()), tie('tree'), { maxKeys: 6 }),
    ),
  }));

  test('makes rows or is refused, and never throws', () => {
    fc.assert(
      fc.property(fc.constantFrom(...PAYLOAD_KINDS), tree, (kind, payload) => {
        const { rows, refused } = rowsOfPayload(kind, payload, CONTEXT);
        const declared = PAYLOAD_USES[0]?.datasets as readonly string[];
        for (const name of Object.keys(rows)) expect(declared).toContain(name);
        for (const one of refused) expect(one.message).not.toBe('');
      }),
      { numRuns: 3_000 },
    );
  });

  test('that is no object is refused with its reason', () => {
    for (const kind of PAYLOAD_KINDS) {
      for (const payload of [undefined, null, 5, 'text', '{"a":1', '', true]) {
        const { rows, refused } = rowsOfPayload(kind, payload, CONTEXT);
        expect(rows).toEqual({});
        expect(refused).toMatchObject([{ path: '', reason: 'bad_value' }]);
      }
    }
  });

  test('may be the text of its JSON, in an envelope too, and keeps numbers exact there', () => {
    const data = '{"host":"192.0.2.1","response_time":9007199254740993,"available":true}';
    const expected = rowsOfPayload(
      'icmp',
      { host: '192.0.2.1', response_time: 2n ** 53n + 1n },
      CONTEXT,
    );
    const { metadata } = expected.rows.timeseries_metrics?.[0] ?? {};
    expect(metadata).toMatchObject({ response_time: '9007199254740993' });
    const envelope = { poller_id: 'poller-1', agent_id: 'agent-1', data };
    for (const payload of [data, envelope]) {
      const { rows } = rowsOfPayload('icmp', payload, CONTEXT);
      expect(rows.timeseries_metrics).toMatchObject([
        { metadata: { ...(metadata as object), available: 'true' } },
      ]);
    }
  });

  test('that is nested without end is refused', () => {
    let deep: unknown = {};
    for (let i = 0; i < 5_000; i++) deep = [deep];
    const { refused } = rowsOfPayload(
      'interfaces',
      { device_ip: '192.0.2.1', ifIndex: 1, metadata: { deep } },
      CONTEXT,
    );
    expect(refused).toMatchObject([{ path: 'metadata', reason: 'bad_value' }]);
  });
});

test('only the kinds that there are count as such', () => {
  expect(PAYLOAD_KINDS.every(isPayloadKind)).toBe(true);
  expect(['toString', '__proto__', 'logs', ''].some(isPayloadKind)).toBe(false);
});
