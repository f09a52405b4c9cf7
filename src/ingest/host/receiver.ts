import { type Clock, codeOf, delay, messageOf } from '../../core/index.ts';
import type { HealthCheck, Logger, Metrics } from '../../observe/index.ts';
import { findHostAddress } from './address.ts';
import { type Collector, createCollector } from './collect.ts';
import { createHostReader } from './reader.ts';
import type { HostReader } from './reading.ts';
import type { HostIdentity, HostSample } from './sample.ts';

export interface HostReceiverOptions {
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly intervalMs: number;
  /** Processes per sample, the busiest first; 0: all. */
  readonly processes: number;
  readonly identity: HostIdentity;
  /** Address that names the device; null: the one that the host uses for its default route. */
  readonly address: string | null;
  readonly version: string;
  /** Stores a sample. Not called again after {@link HostReceiver.stop} has ended. */
  submit(sample: HostSample): Promise<unknown>;
  /** How the host is read; by default, as the platform offers it. */
  readonly reader?: HostReader;
  /** How long one part of the host may take to answer. */
  readonly partTimeoutMs?: number;
}

export interface HostReceiver {
  /** `<partition>:<ip>` (UD-7); stays as it is until the receiver stops. */
  readonly deviceId: string;
  readonly hostIp: string;
  check(): HealthCheck;
  /** Gives up the sample that is being read. Samples that were handed over are the writer's. */
  stop(): Promise<void>;
}

const PART_TIMEOUT_MS = 5_000;

/** The first sample comes this soon: rates need some time since the first reading. */
const FIRST_SAMPLE_MS = 1_000;

/** Samples that may wait to be stored, beside what the writer itself allows. */
const MOST_PENDING = 1_000;

/** Intervals without a sample, and samples that wait to be stored, from which on something is wrong. */
const LATE_INTERVALS = 3;

/**
 * Starts to sample this host. Ticks lie on a fixed grid; one that comes while a sample is still
 * being read is skipped, so samples never overlap or queue. The first reading is dropped, because
 * rates are since the reading before. Throws CONFIG_INVALID for an address that is none.
 */
export async function startHostReceiver(options: HostReceiverOptions): Promise<HostReceiver> {
  const { clock, identity } = options;
  const address = await findHostAddress(options.address);
  const deviceId = `${identity.partition || 'default'}:${address.ip}`;
  const collector = createCollector({
    ...options,
    reader: options.reader ?? createHostReader(clock),
    address,
    deviceId,
    partTimeoutMs: options.partTimeoutMs ?? PART_TIMEOUT_MS,
  });
  const stopping = new AbortController();
  const progress = createProgress(options, collector);
  const running = sampleUntil(stopping.signal, { options, collector, progress });
  return {
    deviceId,
    hostIp: address.ip,
    check: () => progress.check(),
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

interface Loop {
  readonly options: HostReceiverOptions;
  readonly collector: Collector;
  readonly progress: Progress;
}

async function sampleUntil(stop: AbortSignal, loop: Loop): Promise<void> {
  const { clock, intervalMs } = loop.options;
  await attempt(loop, async () => {
    await loop.collector.collect(stop);
    loop.collector.forget();
  });
  let tickMs = clock.elapsedMs() + Math.min(FIRST_SAMPLE_MS, intervalMs);
  for (;;) {
    await delay(tickMs - clock.elapsedMs(), stop);
    if (stop.aborted) return;
    await attempt(loop, async () => {
      const sample = await loop.collector.collect(stop);
      if (!stop.aborted) loop.progress.handOver(sample);
    });
    const missed = Math.max(0, Math.floor((clock.elapsedMs() - tickMs) / intervalMs));
    loop.progress.skip(missed);
    tickMs += (missed + 1) * intervalMs;
  }
}

/** A fault in one sample must not end all those that would come. */
async function attempt(loop: Loop, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (fault) {
    loop.progress.fail(fault);
  }
}

interface Progress {
  handOver(sample: HostSample): void;
  /** A sample could not be made or stored. */
  fail(fault: unknown): void;
  skip(ticks: number): void;
  check(): HealthCheck;
}

/** Follows what becomes of samples. */
function createProgress(options: HostReceiverOptions, collector: Collector): Progress {
  const { clock, log, metrics, intervalMs } = options;
  const startedMs = clock.elapsedMs();
  const counts = { stored: 0, dropped: 0, failed: 0, skipped: 0 };
  let last: { readonly sample: HostSample; readonly atMs: number } | undefined;
  let pending = 0;
  let trouble: string | undefined;
  const count = (outcome: keyof typeof counts, by = 1) => {
    counts[outcome] += by;
    metrics.hostSamples.inc({ outcome }, by);
  };
  const fail = (fault: unknown) => {
    const full = codeOf(fault) === 'QUEUE_FULL';
    count(full ? 'dropped' : 'failed');
    collector.forget();
    if (trouble === undefined) log.warn({ fault: messageOf(fault) }, 'a sample was not stored');
    trouble = full ? 'the write queue is full' : messageOf(fault);
  };
  const submit = async (sample: HostSample) => {
    if (pending >= MOST_PENDING) return fail(new Error(`${pending} samples wait to be stored`));
    pending++;
    try {
      await options.submit(sample);
      if (sample.observations.length > 0) collector.stored();
      count('stored');
      trouble = undefined;
    } catch (fault) {
      fail(fault);
    } finally {
      pending--;
    }
  };
  return {
    fail,
    handOver(sample) {
      const before = last?.sample.timestamp;
      if (before !== undefined && sample.timestamp <= before) {
        // The key keeps the rows of the first sample at an instant; others are no-ops.
        const seconds = (before - sample.timestamp) / 1_000_000;
        log.warn({ seconds }, 'the clock of this host stepped back; samples follow it');
      }
      last = { sample, atMs: clock.elapsedMs() };
      void submit(sample);
    },
    skip(ticks) {
      if (ticks > 0) count('skipped', ticks);
    },
    check() {
      const ageMs = clock.elapsedMs() - (last?.atMs ?? startedMs);
      const faults = Object.fromEntries(collector.faults());
      const detail = { ...counts, pending, age_seconds: Math.round(ageMs / 1_000), faults };
      const problems = [
        ...Object.entries(faults).map(([part, fault]) => `${part}: ${fault}`),
        ...(trouble === undefined ? [] : [`samples are not stored: ${trouble}`]),
        ...(pending > LATE_INTERVALS ? [`${pending} samples wait to be stored`] : []),
        ...(ageMs > LATE_INTERVALS * intervalMs + FIRST_SAMPLE_MS ? ['samples are late'] : []),
      ];
      const name = 'host_receiver';
      const age = `${Math.round(ageMs / 1_000)} s ago`;
      const said = last === undefined ? 'No sample yet.' : `The last sample was taken ${age}.`;
      if (problems.length === 0) return { name, state: 'ok', message: said, detail };
      return { name, state: 'degraded', message: `${said} ${problems.join('; ')}.`, detail };
    },
  };
}
