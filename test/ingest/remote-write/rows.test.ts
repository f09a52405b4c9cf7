import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encode, type Given } from '../../../src/ingest/protobuf/index.ts';
import { RecordFault } from '../../../src/ingest/records/index.ts';
import { remoteWriteRows } from '../../../src/ingest/remote-write/index.ts';
import { REQUEST_1, REQUEST_2, type Request1 } from '../../../src/ingest/remote-write/messages.ts';

type Labels = { readonly [name: string]: string };

const pairs = (labels: Labels) => Object.entries(labels).map(([name, value]) => ({ name, value }));

const sample = (value: number, timestamp = 1_773_140_400_123n) => ({ value, timestamp });

function rowsOf(...timeseries: Given<Request1>['timeseries'] & object) {
  return remoteWriteRows(encode(REQUEST_1, { timeseries }), 1);
}

const UP = { __name__: 'up', instance: '192.0.2.7:9100', job: 'node' };

/** The NaN that marks the end of a series. */
const STALE = (() => {
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, 0x7ff0000000000002n);
  return view.getFloat64(0);
})();

describe('a series of Prometheus', () => {
  test('is a metric by its name, of a device by its instance, with all other labels as tags', () => {
    const { rows } = rowsOf({ labels: pairs(UP), samples: [sample(1)] });
    expect(rows).toEqual([
      {
        timestamp: 1_773_140_400_123_000,
        metric_name: 'up',
        metric_type: 'prometheus',
        device_id: 'default:192.0.2.7',
        target_device_ip: '192.0.2.7',
        if_index: null,
        partition: 'default',
        unit: null,
        value: 1,
        tags: { instance: '192.0.2.7:9100', job: 'node' },
        metadata: null,
        row_key: expect.any(Uint8Array),
      },
    ]);
  });

  test.each([
    ['[2001:db8::1]:9100', '2001:db8::1', 'default:2001:db8::1'],
    ['router.example:9100', 'router.example:9100', null],
    ['192.0.2.7', '192.0.2.7', 'default:192.0.2.7'],
  ])('of the instance %s', (instance, target, device) => {
    const { rows } = rowsOf({ labels: pairs({ ...UP, instance }), samples: [sample(1)] });
    expect(rows[0]).toMatchObject({ target_device_ip: target, device_id: device });
  });

  test('may tell its partition and its interface', () => {
    const labels = pairs({ ...UP, partition: 'west', ifIndex: '7' });
    const { rows } = rowsOf({ labels, samples: [sample(1)] });
    expect(rows[0]).toMatchObject({
      partition: 'west',
      device_id: 'west:192.0.2.7',
      if_index: 7,
      tags: { partition: 'west', ifIndex: '7' },
    });
  });

  test('is the same in whatever order its labels stand, and another with another label', () => {
    const key = (labels: Labels) =>
      Buffer.from(rowsOf({ labels: pairs(labels), samples: [sample(1)] }).rows[0]?.row_key ?? []);
    const turned = Object.fromEntries(Object.entries(UP).reverse());
    expect(key(turned)).toEqual(key(UP));
    expect(key({ ...UP, empty: '' })).toEqual(key(UP));
    expect(key({ ...UP, job: 'other' })).not.toEqual(key(UP));
  });

  test('without a name, or with a label twice, is refused alone', () => {
    const { rows, rejected } = rowsOf(
      { labels: pairs({ job: 'a' }), samples: [sample(1), sample(2)] },
      { labels: [...pairs(UP), { name: 'job', value: 'b' }], samples: [sample(1)] },
      { labels: pairs(UP), samples: [sample(3)] },
    );
    expect(rows.map(({ value }) => value)).toEqual([3]);
    expect(rejected.map(({ fault, count }) => [fault.reason, count])).toEqual([
      ['missing_value', 2],
      ['bad_value', 1],
    ]);
    const again = remoteWriteRows(rejected[0]?.original ?? new Uint8Array(), 1);
    expect(again.rejected).toMatchObject([{ count: 2 }]);
  });

  test('that ended is marked by no value, and other NaNs are values, for the writer to refuse', () => {
    const { rows, stale } = rowsOf({
      labels: pairs(UP),
      samples: [sample(STALE), sample(Number.NaN), sample(1)],
    });
    expect(rows.map(({ value }) => value)).toEqual([Number.NaN, 1]);
    expect(stale).toBe(1);
  });

  test('gives each sample with its labels back, so that it can be sent again', () => {
    const { original, rows } = rowsOf({ labels: pairs(UP), samples: [sample(1), sample(2)] });
    expect(remoteWriteRows(original(1), 1).rows).toEqual([rows[1]]);
  });
});

describe('a native histogram', () => {
  test('is its count, with the buckets, and its sum', () => {
    const histogram = {
      countInt: 12n,
      sum: 18.4,
      schema: 1,
      zeroThreshold: 0.001,
      zeroCountInt: 2n,
      positiveSpans: [
        { offset: 0, length: 2 },
        { offset: 1, length: 2 },
      ],
      positiveDeltas: [1n, 1n, -1n, 0n],
      negativeSpans: [{ offset: -2, length: 1 }],
      negativeDeltas: [5n],
      timestamp: 1_773_140_400_000n,
    };
    const { rows, histogramRows, original } = rowsOf({
      labels: pairs(UP),
      histograms: [histogram],
    });
    expect(rows).toMatchObject([
      {
        metric_name: 'up_count',
        value: 12,
        metadata: {
          histogram: {
            schema: 1,
            zero_threshold: 0.001,
            zero_count: 2,
            positive: { 0: 1, 1: 2, 3: 1, 4: 1 },
            negative: { '-2': 5 },
          },
        },
      },
      { metric_name: 'up_sum', value: 18.4, metadata: null },
    ]);
    expect([...histogramRows]).toEqual([0]);
    expect(remoteWriteRows(original(1), 1).rows).toEqual(rows);
  });

  test('of fractions has its counts as they are, and one that ended has none', () => {
    const floats = {
      countFloat: 1.5,
      sum: 2,
      positiveSpans: [{ offset: 3, length: 1 }],
      positiveCounts: [1.5],
      timestamp: 1n,
    };
    const { rows, stale } = rowsOf({
      labels: pairs(UP),
      histograms: [floats, { sum: STALE, timestamp: 2n }],
    });
    expect(rows[0]).toMatchObject({
      value: 1.5,
      metadata: { histogram: { positive: { 3: 1.5 } } },
    });
    expect([rows.length, stale]).toEqual([2, 1]);
  });

  test('that claims buckets without end has those that it brings', () => {
    const spans = [{ offset: 0, length: 4_000_000_000 }];
    const { rows } = rowsOf({
      labels: pairs(UP),
      histograms: [{ sum: 1, positiveSpans: spans, positiveDeltas: [1n], timestamp: 1n }],
    });
    expect(rows[0]).toMatchObject({ metadata: { histogram: { positive: { 0: 1 } } } });
  });
});

describe('version 2', () => {
  const symbols = ['', '__name__', 'up', 'instance', '192.0.2.7:9100', 'job', 'node', 'By'];
  const series = { labelsRefs: [1, 2, 3, 4, 5, 6], samples: [sample(1)] };

  test('is the same series as in version 1, with unit and type', () => {
    const body = encode(REQUEST_2, {
      symbols,
      timeseries: [{ ...series, metadata: { type: 1, unitRef: 7 }, exemplars: [Uint8Array.of()] }],
    });
    const { rows, exemplars } = remoteWriteRows(body, 2);
    const [one] = rowsOf({ labels: pairs(UP), samples: [sample(1)] }).rows;
    expect(rows).toEqual([{ ...one, unit: 'By', metadata: { type: 'counter' } }]);
    expect(exemplars).toBe(1);
  });

  test('that refers to texts that are not there is refused by series', () => {
    const body = encode(REQUEST_2, {
      symbols,
      timeseries: [
        { ...series, labelsRefs: [1, 99], samples: [sample(1), sample(2)] },
        { ...series, labelsRefs: [1] },
        series,
      ],
    });
    const { rows, rejected } = remoteWriteRows(body, 2);
    expect(rows).toHaveLength(1);
    expect(rejected.map(({ fault, count }) => [fault.reason, count])).toEqual([
      ['bad_value', 2],
      ['bad_value', 1],
    ]);
  });
});

test('a request of metadata alone has no samples and no faults', () => {
  const body = encode(REQUEST_1, { metadata: [Uint8Array.of(8, 1, 18, 2, 117, 112)] });
  expect(remoteWriteRows(body, 1)).toMatchObject({ rows: [], rejected: [], stale: 0 });
});

test('any bytes are rows or a fault of the whole, in either version', () => {
  const version = fc.constantFrom<1 | 2>(1, 2);
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), version, (bytes, of) => {
      try {
        expect(remoteWriteRows(bytes, of).rows).toBeInstanceOf(Array);
      } catch (fault) {
        expect(fault).toBeInstanceOf(RecordFault);
        expect(fault).toMatchObject({ reason: 'undecodable' });
      }
    }),
    { numRuns: 1_000 },
  );
});
