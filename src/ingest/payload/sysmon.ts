import {
  capabilityRow,
  type DeviceObservation,
  type HostPoll,
  type Integer64,
  type NewRow,
} from '../../catalogue/index.ts';
import { cleanIp, cleanText, type Instant, MICROS_PER_SECOND } from '../../core/index.ts';
import { deviceIdOf, type Reporter } from './context.ts';
import {
  amount,
  COUNT64,
  flag,
  type Harvest,
  Idle,
  inner,
  instant,
  integer,
  member,
  missing,
  narrow,
  type Part,
  type Place,
  requiredInteger,
  requiredText,
  text,
  UINT31,
  UINT32,
  Unreadable,
} from './reading/index.ts';

/** A host's clock that is further off than this is not believed; exactly so far still is. */
const MOST_SKEW = 600 * MICROS_PER_SECOND;

/**
 * Host metrics of the sysmon checkers (telemetry §1.5): `{available, status: {timestamp, host_id,
 * host_ip, cpus, clusters, disks, memory, processes}}`.
 *
 * | rule | here |
 * | --- | --- |
 * | `available` false, or no sample | no rows: `unavailable` or `nothing_told` |
 * | blank, unknown or unreadable `host_ip` | refused, since it would make a broken device id |
 * | unreadable timestamp, or more than 10 minutes off | time of receipt |
 * | rows take time and ids of the first CPU (defect) | of the payload, so that processes may come alone |
 * | device name of a disk | its mount point |
 * | available = total − used, never below 0; share of a total of 0 | NULL (0 there) |
 * | memory without any number but 0 | no row |
 * | frequency 0 | NULL: the collector does not know it |
 * | start of a process `unknown` | NULL |
 * | one mount point told twice | one row: that of the greater file system |
 * | SR-38 host of a checker | an observation of source `sysmon` |
 * | capability `sysmon` of the host | checked with each sample; without one the poll is told, for the inventory to count |
 */
export function readSysmon(payload: Part, reporter: Reporter, harvest: Harvest): void {
  const status = inner(payload, 'status');
  const available = flag(payload, 'available') !== false;
  if (status === null) throw new Idle(available ? 'nothing_told' : 'unavailable');
  if (!available || SAMPLES.every((name) => isEmpty(member(status, name)))) {
    const hostIp = hostIpOf(status);
    if (hostIp !== null) harvest.polled(pollOf(hostIp, { status, reporter, sampled: false }));
    throw new Idle(available ? 'nothing_told' : 'unavailable');
  }
  const sample = sampleOf(status, reporter);
  const { columns } = sample;
  harvest.observe(hostOf(sample, reporter), status);
  harvest.polled(pollOf(sample.hostIp, { status, reporter, sampled: true }));
  harvest.add('device_capabilities', checkOf(columns, reporter), status);
  harvest.each('cpu_metrics', status, 'cpus', (cpu) =>
    harvest.add('cpu_metrics', { ...columns, ...coreOf(cpu) }, cpu),
  );
  harvest.each('cpu_cluster_metrics', status, 'clusters', (cluster) =>
    harvest.add('cpu_cluster_metrics', { ...columns, ...clusterOf(cluster) }, cluster),
  );
  const disks: Disk[] = [];
  harvest.each('disk_metrics', status, 'disks', (from) =>
    disks.push({ from, values: diskOf(from) }),
  );
  for (const { from, values } of onePerMount(disks, harvest)) {
    harvest.add('disk_metrics', { ...columns, ...values }, from);
  }
  const memory = member(status, 'memory');
  if (memory.value !== null) {
    harvest.attempt('memory_metrics', memory, (part) => {
      const amounts = amountsOf(part);
      if (tellsNothing(amounts)) throw new Idle('nothing_told');
      harvest.add('memory_metrics', { ...columns, ...amounts }, part);
    });
  }
  harvest.each('process_metrics', status, 'processes', (process) =>
    harvest.add('process_metrics', { ...columns, ...processOf(process) }, process),
  );
}

/** The members of a status that hold samples. */
const SAMPLES = ['cpus', 'clusters', 'disks', 'memory', 'processes'];

function isEmpty({ value }: Place): boolean {
  return value === null || (Array.isArray(value) && value.length === 0);
}

/** What all rows of a payload have in common, and the address of its host. */
interface Sample {
  readonly hostIp: string;
  readonly columns: {
    readonly timestamp: Instant;
    readonly poller_id: string | null;
    readonly agent_id: string | null;
    readonly host_id: string | null;
    readonly device_id: string;
    readonly partition: string;
  };
}

/** It was measured just now, so it is there. */
function hostOf({ hostIp, columns }: Sample, reporter: Reporter): DeviceObservation {
  return {
    observedAt: columns.timestamp,
    deviceId: columns.device_id,
    partition: columns.partition,
    source: 'sysmon',
    agentId: reporter.agentId ?? '',
    pollerId: reporter.pollerId ?? '',
    ip: hostIp,
    mac: null,
    hostname: columns.host_id,
    available: true,
    metadata: { device_type: 'host' },
  };
}

/** The address of the host; null where nothing names it. */
function hostIpOf(status: Part): string | null {
  const { value } = member(status, 'host_ip');
  return typeof value === 'string' ? cleanIp(value) : null;
}

function pollOf(
  hostIp: string,
  {
    status,
    reporter,
    sampled,
  }: { readonly status: Part; readonly reporter: Reporter; readonly sampled: boolean },
): HostPoll {
  const { receivedAt, pollerId, agentId, partition, serviceName } = reporter;
  const { value: hostId } = member(status, 'host_id');
  return {
    deviceId: deviceIdOf(partition, hostIp),
    hostIp,
    hostId: typeof hostId === 'string' ? cleanText(hostId) : null,
    pollerId,
    agentId,
    serviceName,
    receivedAt,
    sampled,
  };
}

/** A sample shows that the checker works. */
function checkOf(
  { device_id, timestamp }: Sample['columns'],
  { serviceName, pollerId, agentId }: Reporter,
) {
  return capabilityRow(
    {
      device_id,
      capability: 'sysmon',
      service_id: serviceName,
      service_type: 'grpc',
      state: 'ok',
      metadata: {
        sysmon_available: 'true',
        ...(pollerId === null ? {} : { poller_id: pollerId }),
        ...(agentId === null ? {} : { agent_id: agentId }),
      },
    },
    timestamp,
  );
}

function sampleOf(status: Part, reporter: Reporter): Sample {
  const { receivedAt, pollerId, agentId, partition } = reporter;
  const host = text(status, 'host_ip') ?? missing(status, 'host_ip');
  const hostIp = cleanIp(host);
  if (hostIp === null) {
    throw new Unreadable(
      [...status.path, 'host_ip'],
      'bad_value',
      `host_ip is "${host.slice(0, 100)}", not an address`,
    );
  }
  return {
    hostIp,
    columns: {
      timestamp: believed(instant(status, 'timestamp'), receivedAt),
      poller_id: pollerId,
      agent_id: agentId,
      host_id: text(status, 'host_id'),
      device_id: deviceIdOf(partition, hostIp),
      partition,
    },
  };
}

function believed(told: Instant | null, receivedAt: Instant): Instant {
  return told === null || Math.abs(told - receivedAt) > MOST_SKEW ? receivedAt : told;
}

function coreOf(cpu: Part) {
  return {
    core_id: requiredInteger(cpu, 'core_id', UINT31),
    usage_percent: share(amount(cpu, 'usage_percent')),
    frequency_hz: known(amount(cpu, 'frequency_hz')),
    label: text(cpu, 'label'),
    cluster: text(cpu, 'cluster'),
  };
}

function clusterOf(cluster: Part) {
  return {
    cluster: requiredText(cluster, 'name'),
    frequency_hz: known(amount(cluster, 'frequency_hz')),
  };
}

function processOf(process: Part) {
  const started = text(process, 'start_time');
  return {
    pid: requiredInteger(process, 'pid', UINT32),
    name: text(process, 'name'),
    cpu_usage: amount(process, 'cpu_usage'),
    memory_usage: integer(process, 'memory_usage', COUNT64),
    status: text(process, 'status'),
    start_time: started?.toLowerCase() === 'unknown' ? null : started,
  };
}

interface Disk {
  readonly from: Part;
  readonly values: Amounts & Pick<NewRow<'disk_metrics'>, 'mount_point' | 'device_name'>;
}

function diskOf(disk: Part): Disk['values'] {
  const mount = requiredText(disk, 'mount_point');
  return { mount_point: mount, device_name: mount, ...amountsOf(disk) };
}

/** What hides what cannot be known, so the choice depends on the sizes, not on the order. */
function onePerMount(disks: readonly Disk[], harvest: Harvest): Disk[] {
  const chosen = new Map<string, Disk>();
  for (const disk of disks) {
    const other = chosen.get(disk.values.mount_point);
    const greater = other === undefined || isGreater(disk.values, other.values);
    if (other !== undefined) harvest.skip((greater ? other : disk).from, 'told_twice');
    if (greater) chosen.set(disk.values.mount_point, disk);
  }
  return [...chosen.values()];
}

function isGreater(one: Amounts, other: Amounts): boolean {
  const [a, b] = [BigInt(one.total_bytes ?? -1), BigInt(other.total_bytes ?? -1)];
  if (a !== b) return a > b;
  return BigInt(one.used_bytes ?? -1) > BigInt(other.used_bytes ?? -1);
}

interface Amounts {
  readonly total_bytes: Integer64 | null;
  readonly used_bytes: Integer64 | null;
  readonly available_bytes: Integer64 | null;
  readonly usage_percent: number | null;
}

function amountsOf(part: Part): Amounts {
  const total = integer(part, 'total_bytes', COUNT64);
  const used = integer(part, 'used_bytes', COUNT64);
  const told = { total_bytes: total, used_bytes: used };
  if (total === null || used === null) {
    return { ...told, available_bytes: null, usage_percent: null };
  }
  const left = BigInt(total) - BigInt(used);
  return {
    ...told,
    available_bytes: left <= 0n ? 0 : narrow(left),
    usage_percent: Number(total) === 0 ? null : share((Number(used) / Number(total)) * 100),
  };
}

function tellsNothing({ total_bytes, used_bytes }: Amounts): boolean {
  return Number(total_bytes ?? 0) === 0 && Number(used_bytes ?? 0) === 0;
}

/** Rounding may carry a share of all a little beyond. */
function share(percent: number | null): number | null {
  return percent === null ? null : Math.min(100, percent);
}

function known(value: number | null): number | null {
  return value === 0 ? null : value;
}
