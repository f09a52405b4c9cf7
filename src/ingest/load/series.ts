import { type NewRow, withHash } from '../../catalogue/index.ts';
import { loadOf } from './curve.ts';
import { LOAD_PARTITION } from './fleet.ts';
import type { Moment } from './moment.ts';

type Series = NewRow<'timeseries_metrics'>;

/** Counters of every interface, and one ping, as a poll brings them. */
export function seriesRows(moment: Moment): Series[] {
  const { device, at, random } = moment;
  const load = loadOf(device, at);
  const rows: Series[] = [];
  for (let index = 1; index <= device.interfaces; index++) {
    for (const [name, share] of [
      ['ifInOctets', 0.7],
      ['ifOutOctets', 0.3],
    ] as const) {
      // Rates of bytes differ by interface; a counter only grows, by chance a little ahead.
      const rate = (1e5 + (device.index % 17) * 3e4 + index * 5e3) * share;
      const seconds = at / 1e6;
      const value = Math.floor(rate * seconds + rate * load * random.next());
      rows.push(
        row(moment, {
          metric_name: name,
          metric_type: 'snmp',
          value,
          if_index: index,
          unit: 'By',
          metadata: { original_oid_config_name: `${name}_${index}` },
        }),
      );
    }
  }
  const answered = random.next() > 0.002;
  rows.push(
    row(moment, {
      metric_name: 'icmp_gateway_response_time_ms',
      metric_type: 'icmp',
      value: answered ? Math.round(2e5 + load * 4e6 + Math.abs(random.bell()) * 5e5) : null,
      unit: 'ns',
      metadata: { available: String(answered), packet_loss: answered ? '0' : '100' },
    }),
  );
  return rows;
}

function row(
  { device, at }: Moment,
  told: Pick<Series, 'metric_name' | 'metric_type'> & Partial<Series>,
): Series {
  const series = {
    timestamp: at,
    poller_id: device.pollerId,
    agent_id: device.agentId,
    device_id: device.deviceId,
    partition: LOAD_PARTITION,
    target_device_ip: device.ip,
    scale: 1,
    is_delta: false,
    ...told,
  };
  return withHash('timeseries_metrics', series) as Series;
}
