import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { RadarError } from '../../src/core/index.ts';
import {
  type HostReceiver,
  type HostReceiverOptions,
  type HostSample,
  startHostReceiver,
} from '../../src/ingest/index.ts';
import { createMetrics, type Logger, silentLogger } from '../../src/observe/index.ts';
import { expectRadarError } from '../support/expect-error.ts';
import { until } from '../support/until.ts';
import { madeUpHost, movableClock, receiverOptions } from './made-up-host.ts';

let receivers: HostReceiver[];
beforeEach(() => {
  receivers = [];
});
afterEach(async () => {
  for (const receiver of receivers) await receiver.stop();
});

async function start(more: Partial<HostReceiverOptions> = {}) {
  const { options, samples } = receiverOptions(more);
  const receiver = await startHostReceiver(options);
  receivers.push(receiver);
  return { receiver, samples };
}

/** A log that keeps its warnings. */
function warningLog(): { log: Logger; warnings: string[] } {
  const warnings: string[] = [];
  const log = {
    ...silentLogger,
    warn: (_: object, message: string) => void warnings.push(message),
  };
  return { log, warnings };
}

const enough = (samples: readonly HostSample[], count = 3) =>
  until(`${count} samples`, () => samples.length >= count);

describe('a sample of the host', () => {
  test('has rows of every dataset, all of one instant and one device', async () => {
    const { receiver, samples } = await start();
    await enough(samples, 1);
    const [sample] = samples;
    expect(receiver).toMatchObject({ deviceId: 'east:192.0.2.1', hostIp: '192.0.2.1' });
    const counts = Object.entries(sample?.rows ?? {}).map(([name, rows]) => [name, rows.length]);
    expect(Object.fromEntries(counts)).toEqual({
      cpu_metrics: 2,
      cpu_cluster_metrics: 1,
      memory_metrics: 1,
      disk_metrics: 1,
      process_metrics: 1,
      discovered_interfaces: 1,
      service_status: 1,
    });
    for (const row of Object.values(sample?.rows ?? {}).flat()) {
      expect(row).toMatchObject({ timestamp: sample?.timestamp, poller_id: 'poller-1' });
      if ('device_id' in row) expect(row.device_id).toBe('east:192.0.2.1');
    }
    expect(sample?.rows.process_metrics?.[0]?.name).toBe('busy');
    expect(sample?.observations).toMatchObject([
      { deviceId: 'east:192.0.2.1', observedAt: sample?.timestamp, hostname: 'alpha' },
    ]);
  });

  test('leaves out the first reading, which has no rates', async () => {
    let reads = 0;
    const reader = madeUpHost({
      cpu: async () => [{ core: 0, usagePercent: reads++, frequencyHz: null, cluster: null }],
    });
    const { samples } = await start({ reader });
    await enough(samples, 1);
    expect(samples[0]?.rows.cpu_metrics?.[0]?.usage_percent).toBe(1);
  });

  test('repeats neither interfaces nor observation while they say nothing new', async () => {
    let asked = 0;
    const reader = madeUpHost({
      system: async () => {
        asked++;
        return madeUpHost().system();
      },
    });
    const { samples } = await start({ reader });
    await enough(samples);
    expect(asked).toBe(1);
    expect(samples.map((one) => one.rows.discovered_interfaces?.length).slice(0, 3)).toEqual([
      1, 0, 0,
    ]);
    expect(samples.map((one) => one.observations.length).slice(0, 3)).toEqual([1, 0, 0]);
    expect(samples.map((one) => one.rows.service_status?.length).slice(0, 3)).toEqual([1, 1, 1]);
  });

  test('has the observation until one is stored, so that no sample is there before its device', async () => {
    let letGo = () => {};
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    const samples: HostSample[] = [];
    await start({
      submit: async (sample) => {
        samples.push(sample);
        // What comes second may be stored first.
        if (samples.length === 1) await held;
      },
    });
    await enough(samples, 3);
    letGo();
    expect(samples.map((one) => one.observations.length).slice(0, 3)).toEqual([1, 1, 0]);
  });

  test('comes without the part that fails, which is told until it answers again', async () => {
    let fails = true;
    const reader = madeUpHost({
      processes: () => (fails ? Promise.reject(new Error('no /proc')) : madeUpHost().processes()),
      system: () => (fails ? Promise.reject(new Error('no system')) : madeUpHost().system()),
    });
    const { receiver, samples } = await start({ reader });
    await enough(samples, 1);
    expect(samples[0]?.rows.process_metrics).toEqual([]);
    expect(samples[0]?.rows.cpu_metrics).toMatchObject([{ host_id: null }, { host_id: null }]);
    expect(samples[0]?.rows.memory_metrics).toHaveLength(1);
    const check = receiver.check();
    expect(check).toMatchObject({ name: 'host_receiver', state: 'degraded' });
    expect(check.message).toContain('processes: no /proc');
    fails = false;
    await until('all is well again', () => receiver.check().state === 'ok');
    const last = samples.at(-1);
    expect(last?.rows.process_metrics).toHaveLength(1);
    expect(last?.rows.cpu_metrics?.[0]?.host_id).toBe('alpha');
  });

  test('has the file systems that answer, and tells of the one that does not', async () => {
    const reader = madeUpHost({
      disks: async () => ({
        disks: [{ mountPoint: '/', device: null, totalBytes: 100, availableBytes: 60 }],
        faults: ['/mnt/nfs: no answer within 3000 ms'],
      }),
    });
    const { receiver, samples } = await start({ reader });
    await enough(samples, 1);
    expect(samples[0]?.rows.disk_metrics).toHaveLength(1);
    expect(receiver.check().message).toContain('disks: /mnt/nfs: no answer within 3000 ms');
  });

  test('does not wait for a part that hangs, and does not ask it twice', async () => {
    let asked = 0;
    const reader = madeUpHost({
      disks: () => {
        asked++;
        return new Promise(() => {});
      },
    });
    const { receiver, samples } = await start({ reader, partTimeoutMs: 5 });
    await enough(samples);
    expect(asked).toBe(1);
    expect(samples.at(-1)?.rows.memory_metrics).toHaveLength(1);
    expect(receiver.check()).toMatchObject({
      state: 'degraded',
      detail: { faults: { disks: 'still no answer to an earlier reading' } },
    });
  });
});

describe('the schedule of samples', () => {
  test('skips the ticks that a slow sample misses, instead of catching up', async () => {
    const clock = movableClock();
    const metrics = createMetrics('test');
    let reads = 0;
    const reader = madeUpHost({
      memory: async () => {
        if (++reads === 3) clock.leap(10 * 1_000);
        return { totalBytes: 1, availableBytes: 1 };
      },
    });
    const { receiver, samples } = await start({ clock, reader, metrics, intervalMs: 100 });
    await enough(samples, 4);
    const { skipped } = receiver.check().detail as { skipped: number };
    expect(skipped).toBeGreaterThanOrEqual(99);
    expect(skipped).toBeLessThan(150);
    expect(reads).toBeLessThan(50);
    expect(await metrics.expose()).toContain(
      `radarstore_host_samples_total{outcome="skipped"} ${skipped}`,
    );
  });

  test('never lets two samples overlap, nor two be of one instant', async () => {
    let now = 0;
    let most = 0;
    const reader = madeUpHost({
      memory: async () => {
        most = Math.max(most, ++now);
        await new Promise((resolve) => setImmediate(resolve));
        now--;
        return { totalBytes: 1, availableBytes: 1 };
      },
    });
    const { samples } = await start({ reader, clock: movableClock(), intervalMs: 1 });
    await enough(samples, 20);
    expect(most).toBe(1);
    expect(new Set(samples.map((one) => one.timestamp)).size).toBe(samples.length);
  });

  test('follows a clock that steps back, and says so once', async () => {
    const clock = movableClock();
    const { log, warnings } = warningLog();
    const { receiver, samples } = await start({ clock, log });
    await enough(samples, 2);
    const before = samples.length;
    const earlier = clock.now() - 3_600_000_000;
    clock.set(earlier);
    await enough(samples, before + 4);
    expect(warnings).toEqual(['the clock of this host stepped back; samples follow it']);
    expect(receiver.check().state).toBe('ok');
    const after = samples.slice(before + 1).map((one) => one.timestamp);
    expect(Math.min(...after)).toBeGreaterThanOrEqual(earlier);
    expect(after).toEqual(after.toSorted((a, b) => a - b));
  });

  test('that brings no sample for long counts as trouble', async () => {
    const clock = movableClock();
    const { receiver, samples } = await start({ clock, intervalMs: 100 });
    expect(receiver.check()).toMatchObject({ state: 'ok', message: 'No sample yet.' });
    await enough(samples, 1);
    clock.leap(60_000);
    expect(receiver.check()).toMatchObject({
      state: 'degraded',
      message: 'The last sample was taken 60 s ago. samples are late.',
    });
  });
});

describe('samples that cannot be stored', () => {
  test('are dropped while the queue is full, counted and told, and the next is complete', async () => {
    let full = true;
    const samples: HostSample[] = [];
    const metrics = createMetrics('test');
    const { log, warnings } = warningLog();
    const { receiver } = await start({
      metrics,
      log,
      submit: async (sample) => {
        if (full) throw new RadarError('QUEUE_FULL', 'The write queue is full.');
        samples.push(sample);
      },
    });
    const detail = () => receiver.check().detail as { dropped: number };
    await until('three are dropped', () => detail().dropped >= 3);
    expect(receiver.check()).toMatchObject({ state: 'degraded' });
    expect(receiver.check().message).toContain('the write queue is full');
    expect(await metrics.expose()).toMatch(/radarstore_host_samples_total\{outcome="dropped"\} \d/);
    expect(warnings).toHaveLength(1);
    full = false;
    await enough(samples, 1);
    expect(samples[0]?.observations).toHaveLength(1);
    expect(samples[0]?.rows.discovered_interfaces).toHaveLength(1);
    await until('all is well again', () => receiver.check().state === 'ok');
  });

  test('because the database is away wait in the queue, while new ones are taken', async () => {
    let taken = 0;
    const { receiver } = await start({
      submit: () => {
        taken++;
        return new Promise(() => {});
      },
    });
    await until('more than one is taken', () => taken >= 5);
    expect(receiver.check().message).toMatch(/\d samples wait to be stored/);
    await receiver.stop();
  });

  test('for any other reason, also one that is thrown at once, do not end the receiver', async () => {
    let calls = 0;
    const { receiver } = await start({
      submit: () => {
        calls++;
        throw new TypeError('no writer');
      },
    });
    await until('it goes on', () => calls >= 3);
    expect(receiver.check().message).toContain('samples are not stored: no writer');
    expect((receiver.check().detail as { failed: number }).failed).toBeGreaterThanOrEqual(3);
  });
});

describe('a receiver that is stopped', () => {
  test('ends at once, between samples or while the host hangs, and submits nothing more', async () => {
    const idle = await start({ intervalMs: 3_600_000 });
    await idle.receiver.stop();
    await idle.receiver.stop();
    expect(idle.samples).toEqual([]);

    const hanging = await start({
      reader: madeUpHost({ cpu: () => new Promise(() => {}) }),
      partTimeoutMs: 3_600_000,
    });
    await hanging.receiver.stop();
    expect(hanging.samples).toEqual([]);
  });

  test('discards the sample that it was reading', async () => {
    let reads = 0;
    const reader = madeUpHost({
      cpu: () => (++reads < 3 ? madeUpHost().cpu() : new Promise(() => {})),
    });
    const { receiver, samples } = await start({ reader, partTimeoutMs: 3_600_000 });
    await until('the second sample is being read', () => reads === 3);
    await receiver.stop();
    expect(samples).toHaveLength(1);
  });
});

test('a receiver for an address that is none does not start', async () => {
  const { options } = receiverOptions({ address: 'no address' });
  await expectRadarError(startHostReceiver(options), 'CONFIG_INVALID');
});

test('a receiver without a partition reports into the default one', async () => {
  const identity = { pollerId: 'p', agentId: 'a', partition: '' };
  const { receiver } = await start({ identity, address: '2001:DB8::1' });
  expect(receiver.deviceId).toBe('default:2001:db8::1');
});
