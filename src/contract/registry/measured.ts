import { Type } from 'typebox';
import { InstantText, Integer64, nullable } from '../common.ts';

const optional = (description: string) => Type.Optional(Type.String({ description }));
const amount = (description: string) => nullable(Type.Number({ description }));
const count = (description: string) => nullable(Integer64(description));

/** Of which time something that a poller fetched is asked. */
export const PollerSeriesQuery = Type.Object({
  start: optional('RFC 3339, inclusive; 24 hours before end by default'),
  end: optional('RFC 3339, exclusive; now by default'),
  hours: optional('whole number of hours before end, instead of start'),
});
export type PollerSeriesQuery = Type.Static<typeof PollerSeriesQuery>;

/** Says whether all that lies in the range was told. */
export const COMPLETE_HEADER = 'x-radarstore-complete';

const origin = {
  agent_id: optional('agent that measured'),
  poller_id: Type.String({ description: 'poller that reported it' }),
  device_id: optional('device that was measured'),
  partition: optional('network partition (tenant)'),
};

/** How long a ping took that a poller reported. */
export const PollerResponseTime = Type.Object(
  {
    timestamp: InstantText,
    response_time: nullable(Integer64('nanoseconds; null where there was no answer')),
    service_name: Type.String({ description: 'service that pinged' }),
    target: optional('address or name that was pinged'),
    ...origin,
  },
  { $id: 'PollerResponseTime', title: 'PollerResponseTime' },
);
export type PollerResponseTime = Type.Static<typeof PollerResponseTime>;

/** A value that a poller read by SNMP. */
export const PollerSnmpValue = Type.Object(
  {
    timestamp: InstantText,
    oid_name: Type.String({ description: 'name of the metric, without its interface' }),
    value: amount('null where the device told no number'),
    exact_value: optional('all digits of a counter that a JSON number would round'),
    value_type: Type.Literal('snmp'),
    scale: amount('factor by which the source multiplied the raw value'),
    is_delta: Type.Boolean({ description: 'whether the value is the growth since the last one' }),
    if_index: Type.Optional(Type.Integer({ description: 'interface that was measured' })),
    target_device_ip: optional('address or name of what was measured'),
    ...origin,
  },
  { $id: 'PollerSnmpValue', title: 'PollerSnmpValue' },
);
export type PollerSnmpValue = Type.Static<typeof PollerSnmpValue>;

/** A throughput test of a checker of a poller. */
export const ThroughputTest = Type.Object(
  {
    timestamp: InstantText,
    name: Type.String({ description: 'checker that ran the test' }),
    target: nullable(Type.String({ description: 'target by its configured name' })),
    success: nullable(Type.Boolean({ description: 'whether the test ran to its end' })),
    error: nullable(Type.String({ description: 'why it did not' })),
    bits_per_second: amount('throughput'),
    bytes_sent: count('bytes that left'),
    bytes_received: count('bytes that arrived'),
    duration: amount('seconds'),
    jitter_ms: amount('variation of the delay'),
    loss_percent: amount('share of packets that did not arrive'),
    packets_sent: count('packets that left'),
    packets_received: count('packets that arrived'),
    packets_lost: count('packets that did not arrive'),
    response_time: count('nanoseconds'),
    ...origin,
  },
  { $id: 'ThroughputTest', title: 'ThroughputTest' },
);
export type ThroughputTest = Type.Static<typeof ThroughputTest>;
