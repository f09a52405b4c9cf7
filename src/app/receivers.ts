import type { Settings } from '../config/index.ts';
import { type Clock, messageOf, RadarError } from '../core/index.ts';
import type { Database } from '../database/index.ts';
import {
  type HostReceiver,
  type HostSample,
  startHostReceiver,
  startNatsReceiver,
  type Writer,
} from '../ingest/index.ts';
import { type Inventory, normalise, observationRow, type Registry } from '../inventory/index.ts';
import type { HealthCheck, Logger, Metrics } from '../observe/index.ts';
import {
  type Authentication,
  type OtlpReceiver,
  startOtlpReceiver,
  submitBatch,
} from '../server/index.ts';
import type { ReceiverChecks } from './checks.ts';
import type { Closers } from './closers.ts';
import { PROGRAM_VERSION } from './version.ts';

export interface ReceiverParts {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Metrics;
  /** The database by the role that stores rows. */
  readonly database: Database;
  readonly writer: Writer;
  /** Who may send by OTLP. */
  readonly auth: Authentication;
  readonly inventory: Inventory;
  readonly registry: Registry;
}

export interface StartedReceivers {
  readonly checks: ReceiverChecks;
  /** Null while it is turned off. */
  readonly host: HostReceiver | null;
}

/** Starts the receivers that are turned on, and registers their ends. */
export async function startReceivers(
  parts: ReceiverParts,
  closers: Closers,
): Promise<StartedReceivers> {
  const { settings, log } = parts;
  const checks = new Map<string, () => HealthCheck>();
  const host = settings.hostReceiver.enabled ? await startHost(parts) : null;
  if (host !== null) {
    closers.push('host receiver', () => host.stop());
    checks.set('host_receiver', () => host.check());
  }
  if (settings.otlp.enabled) {
    const otlp = await startOtlp(parts);
    closers.push('OTLP receiver', () => otlp.stop());
    checks.set('otlp_receiver', () => otlp.check());
  }
  if (settings.nats !== null) {
    const nats = await startNatsReceiver({
      ...parts,
      log: log.child({ part: 'nats' }),
      settings: settings.nats,
      submit: (batch) => submitBatch(parts, batch),
    });
    closers.push('NATS receiver', () => nats.stop());
    checks.set('nats_receiver', () => nats.check());
  }
  return { checks, host };
}

/**
 * Whose ports another program has, such as a collector on this machine, is told and done without:
 * the rest of the store is of use all the same.
 */
async function startOtlp(parts: ReceiverParts): Promise<Pick<OtlpReceiver, 'check' | 'stop'>> {
  const { settings, clock, metrics, writer, auth } = parts;
  const log = parts.log.child({ part: 'otlp' });
  try {
    return await startOtlpReceiver({ clock, log, metrics, writer, auth, ...settings.otlp });
  } catch (fault) {
    if (!(fault instanceof RadarError) || fault.code !== 'HTTP_PORT_TAKEN') throw fault;
    log.warn({ fault: messageOf(fault) }, 'OTLP is not received');
    const check: HealthCheck = {
      name: 'otlp_receiver',
      state: 'degraded',
      message: `OTLP is not received: ${messageOf(fault)}`,
      hint: `${fault.hint ?? ''} Or turn it off: otlp.enabled=false.`.trim(),
    };
    return { check: () => check, stop: async () => {} };
  }
}

function startHost(parts: ReceiverParts): Promise<HostReceiver> {
  const { settings } = parts;
  const { intervalMs, processes, address } = settings.hostReceiver;
  return startHostReceiver({
    clock: parts.clock,
    log: parts.log.child({ part: 'host' }),
    metrics: parts.metrics,
    intervalMs,
    processes,
    address,
    identity: settings.identity,
    version: PROGRAM_VERSION,
    submit: (sample) => submitSample(parts, sample),
  });
}

/**
 * Rows, observation and signs of life of a sample are stored in one transaction (UD-51). Poller and
 * agent are this host itself, which is a device already.
 */
async function submitSample(parts: ReceiverParts, sample: HostSample): Promise<void> {
  const { clock, writer, inventory, registry } = parts;
  const told = sample.observations.map(normalise);
  const { service_status: rows = [] } = sample.rows;
  const reports = await registry.reportsOf(rows, { told, asDevices: false });
  await writer.write({
    rows: { ...sample.rows, device_updates: told.map(observationRow) },
    origin: { receiver: 'host', receivedAt: clock.now() },
    alongside: async (session) => {
      await inventory.fold(session, told);
      await reports?.record(session, new Set());
    },
  });
  await reports?.stored();
}
