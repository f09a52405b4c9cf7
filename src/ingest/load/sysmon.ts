import type { NewRow } from '../../catalogue/index.ts';
import type { Instant } from '../../core/index.ts';
import { loadOf, percent } from './curve.ts';
import { LOAD_PARTITION, type MadeUpDevice } from './fleet.ts';
import type { Moment } from './moment.ts';

function sample({ device, at }: Moment) {
  return {
    timestamp: at,
    poller_id: device.pollerId,
    agent_id: device.agentId,
    host_id: device.hostname,
    device_id: device.deviceId,
    partition: LOAD_PARTITION,
  };
}

export function cpuRows(moment: Moment): NewRow<'cpu_metrics'>[] {
  const { device, at, random } = moment;
  const load = loadOf(device, at);
  return Array.from({ length: device.cores }, (_, core) => {
    const burst = random.next() < 0.01 ? 0.4 : 0;
    return {
      ...sample(moment),
      core_id: core,
      usage_percent: percent(load + burst + random.bell() * 0.06),
      frequency_hz: Math.round(1.8e9 + (load + burst) * 1.4e9 + random.bell() * 2e7),
      label: `cpu${core}`,
      cluster: core < device.cores / 2 ? 'package0' : 'package1',
    };
  });
}

export function memoryRows(moment: Moment): NewRow<'memory_metrics'>[] {
  const { device, at, random } = moment;
  const share = 0.3 + 0.6 * loadOf(device, at) + random.bell() * 0.01;
  return [{ ...sample(moment), ...amounts(device.memoryBytes, share) }];
}

/** A disk fills in a quarter of a year, then somebody clears it. */
const DISK_DAYS = 90;
const DAY = 86_400e6;

export function diskRows(moment: Moment): NewRow<'disk_metrics'>[] {
  const { device, at } = moment;
  return device.mounts.map(({ path, bytes }, index) => ({
    ...sample(moment),
    mount_point: path,
    device_name: `/dev/vd${String.fromCharCode(97 + index)}1`,
    ...amounts(bytes, 0.2 + 0.75 * filled(device, at + index * 7 * DAY)),
  }));
}

function filled(device: MadeUpDevice, at: Instant): number {
  return ((at / DAY + device.index * 13) % DISK_DAYS) / DISK_DAYS;
}

export function processRows(moment: Moment): NewRow<'process_metrics'>[] {
  const { device, at, random } = moment;
  const load = loadOf(device, at);
  const started = new Date((Math.floor(at / (7 * DAY)) * 7 * DAY) / 1_000).toISOString();
  return device.processes.map((name, index) => ({
    ...sample(moment),
    pid: 100 + index * 37 + device.index,
    name,
    cpu_usage: percent((load * random.next()) / (1 + index)),
    memory_usage: Math.round((device.memoryBytes / 100) * random.next()),
    status: index % 5 === 0 ? 'Running' : 'Sleeping',
    start_time: started,
  }));
}

function amounts(total: number, share: number) {
  const used = Math.round((total * Math.max(0.01, Math.min(0.99, share))) / 4_096) * 4_096;
  return {
    total_bytes: total,
    used_bytes: used,
    available_bytes: total - used,
    usage_percent: percent(used / total),
  };
}
