import { type Clock, systemClock } from '../../src/core/index.ts';
import type { HostReader, HostReceiverOptions, HostSample } from '../../src/ingest/index.ts';
import { createMetrics, silentLogger } from '../../src/observe/index.ts';
import { manualClock } from '../support/clock.ts';

/** A host that answers at once, the same each time; single parts may be replaced. */
export function madeUpHost(parts: Partial<HostReader> = {}): HostReader {
  return {
    cpu: async () => [
      { core: 0, usagePercent: 10, frequencyHz: 1e9, cluster: 'package0' },
      { core: 1, usagePercent: 20, frequencyHz: 2e9, cluster: 'package0' },
    ],
    memory: async () => ({ totalBytes: 1_000, availableBytes: 400 }),
    disks: async () => ({
      disks: [{ mountPoint: '/', device: '/dev/vda', totalBytes: 100, availableBytes: 60 }],
      faults: [],
    }),
    processes: async () => [
      {
        pid: 1,
        name: 'init',
        cpuPercent: 1,
        residentBytes: 10,
        status: 'sleeping',
        startTime: null,
      },
      {
        pid: 2,
        name: 'busy',
        cpuPercent: 90,
        residentBytes: 10,
        status: 'running',
        startTime: null,
      },
    ],
    interfaces: async () => [
      {
        index: 1,
        name: 'lo',
        alias: null,
        mac: null,
        addresses: ['127.0.0.1'],
        speedBitsPerSecond: null,
        adminStatus: 1,
        operStatus: 4,
        details: {},
      },
    ],
    system: async () => ({
      hostname: 'alpha',
      os: 'Debian GNU/Linux',
      osVersion: '12',
      kernel: '6.1.0',
      architecture: 'x64',
    }),
    ...parts,
  };
}

/** A clock whose time of day and elapsed time a test moves; elapsed time also goes on by itself. */
export function movableClock(): Clock & { set(now: number): void; leap(ms: number): void } {
  const day = manualClock();
  let leapt = 0;
  return {
    now: () => day.now() + Math.round(systemClock.elapsedMs() * 1_000),
    elapsedMs: () => systemClock.elapsedMs() + leapt,
    set: (now) => day.set(now - Math.round(systemClock.elapsedMs() * 1_000)),
    leap: (ms) => {
      leapt += ms;
    },
  };
}

/** Options of a receiver that samples a made-up host often, and the samples that it gave. */
export function receiverOptions(more: Partial<HostReceiverOptions> = {}) {
  const samples: HostSample[] = [];
  const options: HostReceiverOptions = {
    clock: systemClock,
    log: silentLogger,
    metrics: createMetrics('test'),
    intervalMs: 10,
    processes: 1,
    identity: { pollerId: 'poller-1', agentId: 'agent-1', partition: 'east' },
    address: '192.0.2.1',
    version: '0.1.0',
    reader: madeUpHost(),
    submit: async (sample) => void samples.push(sample),
    ...more,
  };
  return { options, samples };
}
