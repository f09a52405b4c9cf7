import { createRandom } from './random.ts';

const GIB = 1_024 ** 3;

/** Network partition (tenant) of made-up devices, by which they are known. */
export const LOAD_PARTITION = 'load';

/** A made-up device: what about it stays the same. */
export interface MadeUpDevice {
  readonly index: number;
  readonly deviceId: string;
  readonly ip: string;
  readonly hostname: string;
  readonly pollerId: string;
  readonly agentId: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly mounts: readonly { readonly path: string; readonly bytes: number }[];
  readonly processes: readonly string[];
  readonly interfaces: number;
  readonly service: string;
  /** Hour of the day, UTC, at which it is busiest. */
  readonly peakHour: number;
  /** Its least load, and what the day adds, as shares of all it can. */
  readonly calm: number;
  readonly swing: number;
}

const PROCESSES = [
  ...['systemd', 'sshd', 'postgres', 'nginx', 'node', 'java', 'python3', 'containerd', 'kubelet'],
  ...['rsyslogd', 'chronyd', 'cron', 'dbus-daemon', 'redis-server', 'snmpd', 'otelcol', 'bash'],
];

export const SERVICES = [
  ...['checkout', 'catalog', 'payment', 'inventory', 'gateway', 'search', 'mailer', 'identity'],
];

/** Devices that one poller fetches from. */
const PER_POLLER = 250;

export function makeDevice(seed: number, index: number): MadeUpDevice {
  const random = createRandom(seed, 'device', index);
  const [high, middle, low] = [index >>> 16, (index >>> 8) & 255, index & 255];
  const ip = `10.${high & 255}.${middle}.${low}`;
  const paths = ['/', '/var', '/home', '/srv/data'].slice(0, 1 + random.below(4));
  const poller = Math.floor(index / PER_POLLER);
  return {
    index,
    ip,
    deviceId: `${LOAD_PARTITION}:${ip}`,
    hostname: `host-${String(index).padStart(5, '0')}`,
    pollerId: `poller-${poller}`,
    agentId: `agent-${poller}-${index % 4}`,
    cores: random.pick([2, 4, 4, 8, 8, 16]),
    memoryBytes: random.pick([4, 8, 16, 32, 64]) * GIB,
    mounts: paths.map((path) => ({ path, bytes: random.pick([20, 50, 100, 500, 2_000]) * GIB })),
    processes: PROCESSES.filter(() => random.next() < 0.8),
    interfaces: random.pick([2, 4, 8, 24]),
    service: random.pick(SERVICES),
    peakHour: 9 + random.next() * 10,
    calm: 0.03 + random.next() * 0.2,
    swing: 0.1 + random.next() * 0.5,
  };
}
