import { type TObject, type TProperties, Type } from 'typebox';
import { InstantText, Integer64, nullable } from './common.ts';

/** Kinds of sysmon series, as they stand in the address. */
export const SYSMON_KINDS = ['cpu', 'memory', 'disk', 'processes'] as const;
export type SysmonKind = (typeof SYSMON_KINDS)[number];

const origin = {
  timestamp: InstantText,
  device_id: Type.String(),
  host_id: Type.Optional(Type.String()),
  host_ip: Type.Optional(Type.String()),
  agent_id: Type.Optional(Type.String()),
  poller_id: Type.Optional(Type.String()),
};

/** Present when the answer is downsampled: how many samples a point stands for and its extremes. */
const extremes = {
  usage_percent_min: Type.Optional(nullable(Type.Number())),
  usage_percent_max: Type.Optional(nullable(Type.Number())),
  sample_count: Type.Optional(Type.Integer()),
};

const group = <P extends TProperties>(title: string, properties: P): TObject<P> =>
  Type.Object(properties, { $id: title, title });

export const CpuGroup = group('CpuGroup', {
  cpus: Type.Array(
    Type.Object({
      core_id: Type.Integer(),
      label: Type.Optional(Type.String()),
      cluster: Type.Optional(Type.String()),
      usage_percent: nullable(Type.Number()),
      frequency_hz: nullable(Type.Number()),
      ...extremes,
      ...origin,
    }),
  ),
  clusters: Type.Optional(
    Type.Array(
      Type.Object({ name: Type.String(), frequency_hz: nullable(Type.Number()), ...origin }),
    ),
  ),
  timestamp: InstantText,
});
export type CpuGroup = Type.Static<typeof CpuGroup>;

const bytes = {
  used_bytes: nullable(Integer64('bytes in use')),
  total_bytes: nullable(Integer64('size in bytes')),
  available_bytes: nullable(Integer64('bytes left')),
  usage_percent: nullable(Type.Number()),
};

export const MemoryGroup = group('MemoryGroup', {
  memory: Type.Object({ ...bytes, ...extremes, ...origin }),
  timestamp: InstantText,
});
export type MemoryGroup = Type.Static<typeof MemoryGroup>;

export const DiskGroup = group('DiskGroup', {
  disks: Type.Array(
    Type.Object({
      mount_point: Type.String(),
      device_name: Type.Optional(Type.String()),
      ...bytes,
      ...extremes,
      ...origin,
    }),
  ),
  timestamp: InstantText,
});
export type DiskGroup = Type.Static<typeof DiskGroup>;

export const ProcessGroup = group('ProcessGroup', {
  processes: Type.Array(
    Type.Object({
      pid: Type.Integer(),
      name: nullable(Type.String()),
      cpu_usage: nullable(Type.Number({ description: 'percent of one core' })),
      memory_usage: nullable(Integer64('resident bytes')),
      status: nullable(Type.String()),
      start_time: nullable(Type.String()),
      ...origin,
    }),
  ),
  timestamp: InstantText,
});
export type ProcessGroup = Type.Static<typeof ProcessGroup>;

/** Time range and density of a series. */
export const SeriesQuery = Type.Object({
  start: Type.Optional(Type.String({ description: 'RFC 3339, inclusive; default 24 hours ago' })),
  end: Type.Optional(Type.String({ description: 'RFC 3339, exclusive; default now' })),
  hours: Type.Optional(
    Type.String({ description: 'whole number: the last N hours; start and end win over it' }),
  ),
  step: Type.Optional(
    Type.String({ description: 'downsample to one point per step: `30s`, `5m`, `1h`' }),
  ),
  points: Type.Optional(
    Type.String({ description: 'downsample so that a series has at most this many points' }),
  ),
  latest: Type.Optional(
    Type.String({ description: '`true`: only the newest sample inside the range' }),
  ),
  mount_point: Type.Optional(Type.String({ description: 'disk only: this mount point' })),
});
export type SeriesQuery = Type.Static<typeof SeriesQuery>;

/** Headers that describe a series answer. */
export const SERIES_HEADERS = {
  /** `raw` or the step in seconds, such as `60s`. */
  resolution: 'x-radarstore-resolution',
  /** Dataset that was read; behind a comma the rollup from which whole hours were taken. */
  source: 'x-radarstore-source',
  /** Points before this instant cover their whole step; RFC 3339. */
  completeTo: 'x-radarstore-complete-to',
  /**
   * Only where a rollup was read: before this instant it had taken in every row, from it on there are
   * hours that were read from the samples; RFC 3339.
   */
  rollupCompleteTo: 'x-radarstore-rollup-complete-to',
} as const;
