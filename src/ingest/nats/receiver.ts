import { type Clock, delay, messageOf } from '../../core/index.ts';
import type { HealthCheck, Logger, Metrics } from '../../observe/index.ts';
import type { WriteBatch, WriteOutcome } from '../writer/index.ts';
import { connectBroker } from './broker.ts';
import { createProgress, type Progress, type StreamProgress } from './progress.ts';
import { receiveStream } from './receive-stream.ts';
import { createRouter, type Route } from './route.ts';
import { checkNatsSettings, type NatsSettings } from './settings.ts';

export interface NatsReceiverOptions {
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Metrics;
  /**
   * Stores a batch; resolves after the commit. Where events are among its rows, that is
   * `writeEvents`, which knows those that were stored before.
   */
  submit(batch: WriteBatch): Promise<WriteOutcome>;
  readonly settings: NatsSettings;
}

export interface NatsReceiver {
  check(): HealthCheck;
  /**
   * Takes no more messages, waits a while for the transaction that is under way, and sends back what
   * is not stored. To be called before the writer stops.
   */
  stop(): Promise<void>;
}

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 15_000;

/** How long a transaction that is under way is waited for after a stop was asked for. */
const STOP_GRACE_MS = 5_000;

/**
 * Starts to receive from NATS JetStream. Does not wait for the broker: it is connected to as soon as
 * it is there, and again whenever the connection or a consumer is lost. Throws CONFIG_INVALID with
 * everything that is wrong with the settings.
 */
export async function startNatsReceiver(options: NatsReceiverOptions): Promise<NatsReceiver> {
  const routes = checkNatsSettings(options.settings);
  const progress = createProgress(options);
  const stopping = new AbortController();
  const giveUp = new AbortController();
  const running = receiveForEver({ ...options, routes, progress }, stopping.signal, giveUp.signal);
  return {
    check: () => progress.check(),
    async stop() {
      stopping.abort();
      const ended = new AbortController();
      const late = delay(STOP_GRACE_MS, ended.signal).then(() => giveUp.abort());
      await running;
      ended.abort();
      await late;
    },
  };
}

interface Parts extends NatsReceiverOptions {
  readonly routes: readonly Route[];
  readonly progress: Progress;
}

/** One session after the other, with longer and longer pauses while none comes about. */
async function receiveForEver(parts: Parts, stop: AbortSignal, giveUp: AbortSignal): Promise<void> {
  let pauseMs = FIRST_PAUSE_MS;
  while (!stop.aborted) {
    try {
      await runSession(parts, { stop, giveUp }, () => {
        pauseMs = FIRST_PAUSE_MS;
      });
    } catch (fault) {
      if (!stop.aborted) parts.progress.disconnected(messageOf(fault));
    }
    await delay(pauseMs * (0.5 + Math.random()), stop);
    pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
  }
}

/** Lasts as long as its connection and every consumer. Throws what ended it. */
async function runSession(
  parts: Parts,
  { stop, giveUp }: { readonly stop: AbortSignal; readonly giveUp: AbortSignal },
  receiving: () => void,
): Promise<void> {
  const { settings, routes, progress, log } = parts;
  const broker = await connectBroker(settings);
  const over = new AbortController();
  const endSession = () => over.abort();
  stop.addEventListener('abort', endSession);
  try {
    if (stop.aborted) return;
    progress.connected(broker.server, broker.version);
    const router = createRouter(routes);
    const receive = async (stream: string) => {
      try {
        await receiveStream({
          stream,
          broker,
          routes,
          router,
          settings,
          log,
          giveUp,
          end: over.signal,
          progress: telling(progress.stream(stream), receiving),
          write: (batch) => parts.submit(batch),
        });
      } finally {
        endSession();
      }
    };
    const lost = broker.closed.then((fault) => {
      endSession();
      return fault;
    });
    const ended = await Promise.allSettled(settings.streams.map(receive));
    await broker.close();
    if (stop.aborted) return;
    const failed = ended.find((one) => one.status === 'rejected');
    throw (await lost) ?? failed?.reason ?? new Error('the connection was closed');
  } finally {
    stop.removeEventListener('abort', endSession);
    await broker.close();
  }
}

/** Tells when a stream was found, so that whatever failed before is over. */
function telling(progress: StreamProgress, receiving: () => void): StreamProgress {
  return {
    ...progress,
    found(finding) {
      progress.found(finding);
      receiving();
    },
  };
}
