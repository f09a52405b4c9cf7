import { type GroupColumn, type Measure, type Rollup, rollupDataset } from './model/rollup.ts';

const group = (
  name: string,
  meaning: string,
  { type = 'text', nullable = false, ...from }: Partial<GroupColumn> = {},
): GroupColumn => ({ name, type, nullable, meaning, ...from });

const partition = group('partition', 'network partition (tenant)', { nullable: true });
const device = group('device_id', 'device that was measured');
const service = group('service_name', 'service that reported', { nullable: true });

const STATES = ['count', 'sum', 'min', 'max', 'first', 'last'] as const;

const gauge = (of: string, meaning: string, unit?: string): Measure => ({
  of,
  type: 'double precision',
  states: STATES,
  meaning,
  ...(unit === undefined ? {} : { unit }),
});

const bytes = (of: string, meaning: string): Measure => ({
  of,
  type: 'bigint',
  states: STATES,
  meaning,
  unit: 'By',
});

/** Hourly rollups are kept for 13 months, so that a month can be compared with that of last year. */
const HOURLY = { bucketSeconds: 3_600, retentionDays: 395, chunkHours: 720 } as const;

const space = {
  used_bytes: bytes('used_bytes', 'bytes in use'),
  total_bytes: bytes('total_bytes', 'bytes in all'),
  usage_percent: gauge('usage_percent', 'used share', '%'),
} as const;

const sysmonHourly: readonly Rollup[] = [
  {
    name: 'cpu_metrics_hourly',
    title: 'CPU use per core and hour',
    area: 'sysmon',
    source: 'cpu_metrics',
    groupBy: [device, group('core_id', 'number of the core', { type: 'integer' }), partition],
    measures: {
      usage_percent: gauge('usage_percent', 'busy share of the core', '%'),
      frequency_hz: gauge('frequency_hz', 'clock rate of the core', 'Hz'),
    },
    // Rows of one device lie far apart, a page per hour; with all that its series show in the index,
    // a year of a device is read from the index alone, in a quarter of the time.
    indexes: [
      {
        name: 'idx_cpu_metrics_hourly_series',
        columns: [
          'device_id',
          'core_id',
          'bucket',
          'sample_count',
          'usage_percent_count',
          'usage_percent_sum',
          'usage_percent_min',
          'usage_percent_max',
          'frequency_hz_count',
          'frequency_hz_sum',
        ],
      },
    ],
    ...HOURLY,
  },
  {
    name: 'memory_metrics_hourly',
    title: 'Memory use per hour',
    area: 'sysmon',
    source: 'memory_metrics',
    groupBy: [device, partition],
    measures: space,
    ...HOURLY,
  },
  {
    name: 'disk_metrics_hourly',
    title: 'Disk use per mount point and hour',
    area: 'sysmon',
    source: 'disk_metrics',
    groupBy: [device, group('mount_point', 'where the file system is mounted'), partition],
    measures: space,
    ...HOURLY,
  },
  {
    name: 'process_metrics_hourly',
    title: 'Processes by program name and hour',
    area: 'sysmon',
    source: 'process_metrics',
    groupBy: [device, group('name', 'name of the program', { nullable: true }), partition],
    measures: {
      cpu_usage: gauge('(cpu_usage::double precision)', 'share of one core', '%'),
      memory_usage: bytes('memory_usage', 'resident memory'),
    },
    ...HOURLY,
  },
];

const telemetryHourly: readonly Rollup[] = [
  {
    name: 'timeseries_metrics_hourly',
    title: 'Polled metrics per hour',
    area: 'telemetry',
    source: 'timeseries_metrics',
    groupBy: [
      group('device_id', 'device that was measured', {
        nullable: true,
        of: "nullif(device_id, '')",
        column: 'device_id',
      }),
      group('metric_type', 'kind of metric: snmp, icmp, rperf, …'),
      group('metric_name', 'name of the metric'),
      group('if_index', 'interface that was measured', { type: 'integer', nullable: true }),
      group('unit', 'unit of the value', { nullable: true }),
      partition,
    ],
    measures: {
      value: {
        ...gauge('value', 'value'),
        histogram: "metric_type in ('icmp', 'rperf')",
      },
    },
    ...HOURLY,
  },
  {
    name: 'netflow_metrics_hourly',
    title: 'Traffic by exporter, interfaces and protocol per hour',
    area: 'telemetry',
    source: 'netflow_metrics',
    groupBy: [
      group('sampler_address', 'exporter of the flows', { nullable: true }),
      group('input_snmp', 'interface on which traffic came in', { type: 'bigint', nullable: true }),
      group('output_snmp', 'interface on which traffic went out', {
        type: 'bigint',
        nullable: true,
      }),
      group('protocol', 'IP protocol number', { type: 'integer', nullable: true }),
      partition,
    ],
    measures: {
      octets: {
        ...bytes('octets', 'bytes of the flow as exported'),
        states: ['count', 'sum', 'max'],
      },
      packets: {
        of: 'packets',
        type: 'bigint',
        states: ['count', 'sum', 'max'],
        meaning: 'packets of the flow as exported',
        unit: '1',
      },
    },
    ...HOURLY,
  },
  {
    name: 'rperf_metrics_hourly',
    title: 'Throughput tests per target and hour',
    area: 'telemetry',
    source: 'rperf_metrics',
    groupBy: [
      group('device_id', 'device that was the target', { nullable: true }),
      group('service_name', 'checker that ran the tests'),
      group('target', 'target by its configured name', { nullable: true }),
      partition,
    ],
    tallies: {
      failed_count: { where: 'not success', meaning: 'tests that did not run to their end' },
    },
    measures: {
      bits_per_second: gauge('bits_per_second', 'throughput', 'bit/s'),
      loss_percent: gauge('loss_percent', 'share of packets that did not arrive', '%'),
      jitter_ms: { ...gauge('jitter_ms', 'variation of the delay', 'ms'), histogram: 'true' },
      response_time_ms: {
        ...gauge('(response_time_ns / 1e6::double precision)', 'response time of the target', 'ms'),
        histogram: 'true',
      },
    },
    ...HOURLY,
  },
];

const ERROR_LEVEL = "lower(level collate \"C\") in ('error', 'err', 'fatal', 'critical')";
const HTTP_ERROR = "http_status_code ~ '^[45][0-9][0-9]$'";
const GRPC_ERROR = "grpc_status_code not in ('', '0')";

/** A span without a begin or an end (0 means none) has no duration. */
const SPAN_MILLISECONDS =
  '(case when start_time_unix_nano is not null and end_time_unix_nano > 0' +
  ' then greatest(end_time_unix_nano - start_time_unix_nano, 0) / 1e6::double precision end)';

const observabilityHourly: readonly Rollup[] = [
  {
    name: 'otel_metrics_hourly',
    title: 'OpenTelemetry metrics by service and name per hour',
    area: 'observability',
    source: 'otel_metrics',
    groupBy: [
      service,
      group('metric_type', 'kind of metric: gauge, sum, histogram, span, …', { nullable: true }),
      group('span_name', 'name of the metric or span', { nullable: true }),
      group('unit', 'unit of the value', { nullable: true }),
    ],
    tallies: {
      slow_count: { where: 'is_slow', meaning: 'slow spans' },
      error_count: {
        where: `${ERROR_LEVEL} or ${HTTP_ERROR} or ${GRPC_ERROR}`,
        meaning: 'rows that tell of an error: by level, HTTP status or gRPC status',
      },
      http_4xx_count: { where: "http_status_code ~ '^4[0-9][0-9]$'", meaning: 'HTTP answers 4xx' },
      http_5xx_count: { where: "http_status_code ~ '^5[0-9][0-9]$'", meaning: 'HTTP answers 5xx' },
      grpc_error_count: { where: GRPC_ERROR, meaning: 'gRPC answers other than OK' },
    },
    measures: {
      value: gauge('value', 'value'),
      duration_ms: { ...gauge('duration_ms', 'duration', 'ms'), histogram: 'true' },
    },
    ...HOURLY,
  },
  {
    name: 'logs_severity_hourly',
    title: 'Log records by service and severity per hour',
    area: 'observability',
    source: 'logs',
    groupBy: [
      service,
      group('severity', 'class of severity: fatal, error, warning, info, debug, other', {
        of: 'severity_class',
        column: 'severity_class',
      }),
    ],
    measures: {},
    ...HOURLY,
  },
  {
    name: 'otel_traces_hourly',
    title: 'Spans by service and name per hour',
    area: 'observability',
    source: 'otel_traces',
    groupBy: [
      service,
      group('name', 'name of the span', { nullable: true }),
      group('kind', 'kind of span, 0 to 5', { type: 'integer', nullable: true }),
    ],
    tallies: {
      root_count: {
        where: "coalesce(parent_span_id, '') in ('', '0000000000000000')",
        meaning: 'spans without a parent',
      },
      error_count: { where: 'status_code = 2', meaning: 'spans with status ERROR; UNSET is none' },
    },
    measures: {
      duration_ms: {
        ...gauge(SPAN_MILLISECONDS, 'duration of the span, never below 0', 'ms'),
        histogram: 'true',
      },
    },
    ...HOURLY,
  },
];

/** Parts of `device_metrics_summary`: five minutes, kept three days (facts: telemetry §3.4). */
const SUMMARY = {
  bucketSeconds: 300,
  retentionDays: 3,
  chunkHours: 12,
  area: 'sysmon',
  continuous: true,
} as const;

const summaryGroup: readonly GroupColumn[] = [
  device,
  group('poller_id', "poller that fetched; '' where none", { of: "coalesce(poller_id, '')" }),
  group('agent_id', "agent that measured; '' where none", { of: "coalesce(agent_id, '')" }),
  group('partition', 'network partition (tenant)', { of: "coalesce(partition, 'default')" }),
];

const lastBytes = (of: string, meaning: string): Measure => ({
  ...bytes(of, meaning),
  states: ['last'],
});

const summaryParts: readonly Rollup[] = [
  {
    name: 'device_metrics_summary_cpu',
    title: 'CPU part of the device summary',
    source: 'cpu_metrics',
    groupBy: summaryGroup,
    measures: {
      usage_percent: {
        ...gauge('usage_percent', 'busy share over all cores', '%'),
        states: ['count', 'sum', 'min', 'max'],
      },
    },
    ...SUMMARY,
  },
  {
    name: 'device_metrics_summary_disk',
    title: 'Disk part of the device summary, per mount point',
    source: 'disk_metrics',
    groupBy: [...summaryGroup, group('mount_point', 'where the file system is mounted')],
    measures: {
      total_bytes: lastBytes('total_bytes', 'size of the file system'),
      used_bytes: lastBytes('used_bytes', 'space in use'),
    },
    ...SUMMARY,
  },
  {
    name: 'device_metrics_summary_memory',
    title: 'Memory part of the device summary',
    source: 'memory_metrics',
    groupBy: summaryGroup,
    measures: {
      total_bytes: lastBytes('total_bytes', 'memory of the host'),
      used_bytes: lastBytes('used_bytes', 'memory in use'),
    },
    ...SUMMARY,
  },
];

/** Every rollup. */
export const ROLLUPS: readonly Rollup[] = [
  ...sysmonHourly,
  ...telemetryHourly,
  ...observabilityHourly,
  ...summaryParts,
];

/** The relations of the rollups. */
export const ROLLUP_DATASETS = ROLLUPS.map(rollupDataset);

/** The rollups that aggregate a hypertable. */
export function rollupsOf(source: string): readonly Rollup[] {
  return ROLLUPS.filter((rollup) => rollup.source === source);
}
