import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseInstant } from '../../../src/core/index.ts';
import { FLOW, FormatFault, flowRow, readFlows } from '../../../src/ingest/formats/index.ts';
import { encode, type Given } from '../../../src/ingest/protobuf/index.ts';

type Flow = typeof FLOW.empty;

const RECEIVED = parseInstant('2026-05-01T12:00:00Z') ?? 0;
const source = { subject: 'flows.raw', receivedAt: RECEIVED };
const bytesOf = (flow: Given<Flow>) => encode(FLOW, flow);
const rowsOf = (bytes: Uint8Array) => readFlows(bytes).map(({ flow }) => flowRow(flow, source));
const rowOf = (flow: Given<Flow>) => rowsOf(bytesOf(flow))[0];

/** A flow as goflow2 publishes it. */
const SAMPLE: Given<Flow> = {
  type: 3,
  timeReceivedNs: 1_777_629_600_123_456_789n,
  timeFlowStartNs: 1_777_629_590_000_000_000n,
  timeFlowEndNs: 1_777_629_591_500_000_000n,
  sequenceNum: 4_294_967_295,
  samplingRate: 1_000n,
  samplerAddress: Uint8Array.of(192, 0, 2, 1),
  srcAddr: Uint8Array.of(198, 51, 100, 7),
  dstAddr: Uint8Array.of(203, 0, 113, 9),
  srcPort: 51_000,
  dstPort: 443,
  proto: 6,
  bytes: 123_456n,
  packets: 100n,
  inIf: 4_000_000_000,
  outIf: 12,
  tcpFlags: 0x1b,
  ipTos: 0xb8,
  etype: 0x0800,
  srcMac: 0x0000_0a1b_2c3d_4e5fn,
  srcAs: 4_200_000_000,
  dstAs: 64_500,
  asPath: [64_500, 4_200_000_000],
  nextHop: Uint8Array.of(192, 0, 2, 254),
  forwardingStatus: 64,
  ipTtl: 63,
  mplsLabel: [16, 17],
  vlanId: 100,
};

const framed = (...messages: readonly Uint8Array[]) =>
  Buffer.concat(
    messages.flatMap((one) => {
      const { length } = one;
      const prefix = length < 128 ? [length] : [(length & 0x7f) | 0x80, length >> 7];
      return [Uint8Array.from(prefix), one];
    }),
  );

describe('a flow', () => {
  test('becomes a row with every field that has a column, and the rest as metadata', () => {
    expect(rowOf(SAMPLE)).toMatchObject({
      timestamp: parseInstant('2026-05-01T10:00:00.123456Z'),
      flow_type: 'NETFLOW_V9',
      sampler_address: '192.0.2.1',
      src_addr: '198.51.100.7',
      dst_addr: '203.0.113.9',
      src_port: 51_000,
      dst_port: 443,
      protocol: 6,
      octets: 123_456n,
      packets: 100n,
      sampling_rate: 1_000n,
      sequence_num: 4_294_967_295n,
      input_snmp: 4_000_000_000n,
      output_snmp: 12n,
      tcp_flags: 0x1b,
      tos: 0xb8,
      etype: 0x0800,
      duration_ms: 1_500n,
      src_mac: '0A:1B:2C:3D:4E:5F',
      src_as: 4_200_000_000n,
      as_path: [64_500n, 4_200_000_000n],
      next_hop: '192.0.2.254',
      forwarding_status: 64,
      ip_ttl: 63,
      metadata: { mpls_label: [16, 17], vlan_id: 100 },
    });
  });

  test('is read as it is, with its length in front, and several of them one after the other', () => {
    const one = bytesOf(SAMPLE);
    const other = bytesOf({ ...SAMPLE, srcPort: 1 });
    const [plain] = rowsOf(one);
    expect(rowsOf(framed(one))).toEqual([plain]);
    expect(rowsOf(framed(one, other)).map((row) => row.src_port)).toEqual([51_000, 1]);
  });

  test('says nothing about what it does not carry', () => {
    const row = rowOf({ timeReceivedNs: 1n, samplerAddress: Uint8Array.of(1, 2, 3, 4) });
    expect(row).toMatchObject({ src_addr: null, packets: null, src_port: null, src_mac: null });
    expect(row?.metadata).toBeNull();
  });

  test('of ICMP has the zero that is an answer', () => {
    expect(rowOf({ ...SAMPLE, proto: 1 })).toMatchObject({ icmp_type: 0, icmp_code: 0 });
    expect(rowOf(SAMPLE)).toMatchObject({ icmp_type: null, icmp_code: null });
  });

  test('has addresses of IPv6 in their usual spelling, and those of IPv4 in one of IPv6 as IPv4', () => {
    const six = Uint8Array.from([0x20, 0x01, 0x0d, 0xb8, ...Array(11).fill(0), 1]);
    const mapped = Uint8Array.from([...Array(10).fill(0), 0xff, 0xff, 192, 0, 2, 33]);
    expect(rowOf({ ...SAMPLE, srcAddr: six, dstAddr: mapped })).toMatchObject({
      src_addr: '2001:db8::1',
      dst_addr: '192.0.2.33',
    });
  });

  test.each(['srcAddr', 'dstAddr', 'samplerAddress', 'nextHop'] as const)(
    'with %s of a wrong length is refused',
    (field) => {
      expect(() => rowOf({ ...SAMPLE, [field]: Uint8Array.of(1, 2, 3) })).toThrow(FormatFault);
    },
  );

  test('without a time has that of its message', () => {
    const { timeReceivedNs: _, ...rest } = SAMPLE;
    expect(rowOf(rest)?.timestamp).toBe(RECEIVED);
    expect(rowOf({ ...SAMPLE, timeReceivedNs: 2n ** 64n - 1n })?.timestamp).toBe(RECEIVED);
  });

  test('of the older generation has its times in seconds, and its direction', () => {
    const { timeReceivedNs: _, timeFlowStartNs: __, timeFlowEndNs: ___, ...rest } = SAMPLE;
    const seconds = 1_777_629_600n;
    const row = rowOf({
      ...rest,
      timeReceived: seconds,
      ipFlags: seconds - 20n,
      timeFlowEnd: seconds - 15n,
      flowDirection: 1,
    });
    expect(row).toMatchObject({
      timestamp: parseInstant('2026-05-01T10:00:00Z'),
      duration_ms: 5_000n,
      flow_direction: 'egress',
    });
    expect(row?.metadata).not.toHaveProperty('ip_flags');
  });

  test('cut short, or of random bytes, is a row or a fault with a reason, never anything else', () => {
    const whole = bytesOf(SAMPLE);
    const pieces = fc.oneof(
      fc.uint8Array({ maxLength: 120 }),
      fc.nat(whole.length).map((length) => whole.subarray(0, length)),
      fc.nat(whole.length).map((length) => framed(whole).subarray(0, length)),
    );
    fc.assert(
      fc.property(pieces, (bytes) => {
        try {
          expect(rowsOf(bytes).length).toBeGreaterThan(0);
        } catch (fault) {
          expect(fault).toBeInstanceOf(FormatFault);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
