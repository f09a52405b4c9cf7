import { type NewRow, withHash } from '../../catalogue/index.ts';
import { loadOf } from './curve.ts';
import { LOAD_PARTITION } from './fleet.ts';
import { type Moment, within } from './moment.ts';

type FlowRow = NewRow<'netflow_metrics'>;

const PORTS = [443, 443, 443, 80, 53, 53, 22, 5_432, 123, 8_080];

/** Flows that one device exports in one step. */
export function flowRows(moment: Moment): FlowRow[] {
  const { device, random } = moment;
  const count = 3 + Math.round(20 * loadOf(device, moment.at));
  return Array.from({ length: count }, (_, place) => {
    const at = within(moment);
    const port = random.pick(PORTS);
    const packets = Math.max(1, Math.round(Math.exp(2 + random.bell() * 1.3)));
    const lasts = random.below(60_000);
    const end = BigInt(at) * 1_000n;
    const isUdp = port === 53 || port === 123;
    const row = {
      timestamp: at,
      poller_id: device.pollerId,
      agent_id: device.agentId,
      device_id: device.deviceId,
      flow_direction: random.next() < 0.5 ? 'ingress' : 'egress',
      src_addr: `10.${random.below(4)}.${random.below(256)}.${1 + random.below(254)}`,
      dst_addr: `198.51.${random.below(100)}.${1 + random.below(254)}`,
      src_port: 32_768 + random.below(28_000),
      dst_port: port,
      protocol: isUdp ? 17 : 6,
      packets,
      octets: packets * (60 + random.below(1_400)),
      sampler_address: device.ip,
      input_snmp: 1 + random.below(device.interfaces),
      output_snmp: 1 + random.below(device.interfaces),
      duration_ms: lasts,
      tcp_flags: isUdp ? null : 27,
      partition: LOAD_PARTITION,
      sampling_rate: 100,
      flow_type: 'NETFLOW_V9',
      sequence_num: (Math.floor(moment.at / 1e6) + place) % 2 ** 32,
      time_flow_start_ns: end - BigInt(lasts) * 1_000_000n,
      time_flow_end_ns: end,
      etype: 2_048,
      src_as: 64_512 + random.below(32),
      dst_as: 4_200_000_000 + random.below(1_000),
    };
    return withHash('netflow_metrics', row) as FlowRow;
  });
}
