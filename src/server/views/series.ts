import type { CpuGroup, DiskGroup, MemoryGroup, ProcessGroup } from '../../contract/index.ts';
import { cleanIp, formatInstant } from '../../core/index.ts';
import type { SeriesRow, SysmonAnswer } from '../../query/index.ts';
import { groupBySecond } from './grouping.ts';
import { integer64Of, keyTextOf, numberOf, present, textOf } from './value.ts';

/** Groups of CPU samples: cores, and clusters of cores where the host has them. */
export function cpuGroups({ rows, clusters }: SysmonAnswer): CpuGroup[] {
  const origin = originWriter();
  return groupBySecond([
    { rows, series: 'core_id' },
    { rows: clusters, series: 'cluster' },
  ]).map(({ timestamp, members: [cores = [], groups = []] }) => ({
    cpus: cores.map((row) => ({
      core_id: Number(row.core_id),
      ...described(row),
      usage_percent: numberOf(row.usage_percent),
      frequency_hz: numberOf(row.frequency_hz),
      ...extremes(row),
      ...origin(row),
    })),
    ...(groups.length === 0
      ? {}
      : {
          clusters: groups.map((row) => ({
            name: String(row.cluster),
            frequency_hz: numberOf(row.frequency_hz),
            ...origin(row),
          })),
        }),
    timestamp: formatInstant(timestamp),
  }));
}

/** One group per sample of memory. */
export function memoryGroups({ rows }: SysmonAnswer): MemoryGroup[] {
  const origin = originWriter();
  return rows.map((row) => {
    const memory = { ...bytes(row), ...extremes(row), ...origin(row) };
    return { memory, timestamp: memory.timestamp };
  });
}

/** Groups of disk samples, one member per mount point. */
export function diskGroups({ rows }: SysmonAnswer): DiskGroup[] {
  const origin = originWriter();
  return groupBySecond([{ rows, series: 'mount_point' }]).map(
    ({ timestamp, members: [disks = []] }) => ({
      disks: disks.map((row) => ({
        mount_point: String(row.mount_point),
        ...present({ device_name: textOf(row.device_name) }),
        ...bytes(row),
        ...extremes(row),
        ...origin(row),
      })),
      timestamp: formatInstant(timestamp),
    }),
  );
}

/** Groups of process samples. */
export function processGroups({ rows }: SysmonAnswer): ProcessGroup[] {
  const origin = originWriter();
  return groupBySecond([{ rows, series: 'pid' }]).map(
    ({ timestamp, members: [processes = []] }) => ({
      processes: processes.map((row) => ({
        pid: Number(row.pid),
        name: textOf(row.name),
        cpu_usage: numberOf(row.cpu_usage),
        memory_usage: integer64Of(row.memory_usage),
        status: textOf(row.status),
        start_time: textOf(row.start_time),
        ...origin(row),
      })),
      timestamp: formatInstant(timestamp),
    }),
  );
}

function bytes(row: SeriesRow) {
  return {
    used_bytes: integer64Of(row.used_bytes),
    total_bytes: integer64Of(row.total_bytes),
    available_bytes: integer64Of(row.available_bytes),
    usage_percent: numberOf(row.usage_percent),
  };
}

/** What a core is called; most have no name. */
function described(row: SeriesRow) {
  const [label, cluster] = [textOf(row.label), textOf(row.cluster)];
  return label === null && cluster === null ? {} : present({ label, cluster });
}

/** Of downsampled points only. */
function extremes(row: SeriesRow) {
  if (row.sample_count === undefined) return {};
  return {
    usage_percent_min: numberOf(row.usage_percent_min),
    usage_percent_max: numberOf(row.usage_percent_max),
    sample_count: Number(row.sample_count),
  };
}

/**
 * Writes when and by whom a row was reported. Neighbours share instant and origin, whose texts are
 * made once.
 */
function originWriter() {
  let instant: number | undefined;
  let timestamp = '';
  let last: Reporter | undefined;
  let told = {};
  return (row: SeriesRow) => {
    if (row.timestamp !== instant) {
      instant = row.timestamp;
      timestamp = formatInstant(instant);
    }
    if (last === undefined || !isSame(last, row)) {
      const { device_id, host_id, agent_id, poller_id } = row;
      last = { device_id, host_id, agent_id, poller_id };
      told = present({
        host_id: textOf(host_id),
        host_ip: addressOf(device_id),
        agent_id: textOf(agent_id),
        poller_id: keyTextOf(poller_id),
      });
    }
    return { timestamp, device_id: row.device_id, ...told };
  };
}

type Reporter = { readonly [C in 'device_id' | 'host_id' | 'agent_id' | 'poller_id']: unknown };

const isSame = (one: Reporter, row: SeriesRow) =>
  one.device_id === row.device_id &&
  one.host_id === row.host_id &&
  one.agent_id === row.agent_id &&
  one.poller_id === row.poller_id;

/** A device id is `<partition>:<address>`, where the device is known by one. */
function addressOf(deviceId: string): string | null {
  return cleanIp(deviceId.slice(deviceId.indexOf(':') + 1));
}
