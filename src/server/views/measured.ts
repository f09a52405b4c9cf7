import type { PollerResponseTime, PollerSnmpValue, ThroughputTest } from '../../contract/index.ts';
import { formatInstant } from '../../core/index.ts';
import type { PolledRow, ThroughputRow } from '../../query/index.ts';
import { integer64Of, keyTextOf, numberOf, objectOf, present, textOf } from './value.ts';

/** A ping. */
export function pollerResponseTime(row: PolledRow): PollerResponseTime {
  const { icmp_service_name: service } = objectOf(row.metadata) ?? {};
  return {
    timestamp: formatInstant(row.timestamp),
    response_time: integer64Of(row.value),
    service_name: textOf(service) ?? row.metric_name,
    ...present({ target: row.target_device_ip }),
    ...originOf(row),
  };
}

/** A value that was read by SNMP. */
export function pollerSnmpValue(row: PolledRow): PollerSnmpValue {
  const { exact_value: exact } = objectOf(row.metadata) ?? {};
  return {
    timestamp: formatInstant(row.timestamp),
    oid_name: row.metric_name,
    value: numberOf(row.value),
    value_type: 'snmp',
    scale: numberOf(row.scale),
    is_delta: row.is_delta,
    ...present({
      exact_value: textOf(exact),
      if_index: row.if_index,
      target_device_ip: row.target_device_ip,
    }),
    ...originOf(row),
  };
}

/** A throughput test. */
export function throughputTest(row: ThroughputRow): ThroughputTest {
  return {
    timestamp: formatInstant(row.timestamp),
    name: row.service_name,
    target: row.target,
    success: row.success,
    error: row.error,
    bits_per_second: numberOf(row.bits_per_second),
    bytes_sent: integer64Of(row.bytes_sent),
    bytes_received: integer64Of(row.bytes_received),
    duration: numberOf(row.duration_seconds),
    jitter_ms: numberOf(row.jitter_ms),
    loss_percent: numberOf(row.loss_percent),
    packets_sent: integer64Of(row.packets_sent),
    packets_received: integer64Of(row.packets_received),
    packets_lost: integer64Of(row.packets_lost),
    response_time: integer64Of(row.response_time_ns),
    ...originOf(row),
  };
}

type Origin = Pick<PolledRow | ThroughputRow, 'poller_id' | 'agent_id' | 'device_id' | 'partition'>;

function originOf(row: Origin) {
  return {
    poller_id: row.poller_id,
    ...present({
      agent_id: keyTextOf(row.agent_id),
      device_id: keyTextOf(row.device_id),
      partition: row.partition,
    }),
  };
}
