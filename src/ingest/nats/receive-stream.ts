import { delay } from '../../core/index.ts';
import type { Logger } from '../../observe/index.ts';
import type { Broker, ConsumerState, Subscription } from './broker.ts';
import { createIntake, type Intake } from './intake.ts';
import type { Route } from './route.ts';
import { answer, type StoreOptions, storeMessages } from './store.ts';
import { ensureTopology } from './topology.ts';

export interface StreamOptions extends StoreOptions {
  readonly stream: string;
  readonly broker: Broker;
  readonly routes: readonly Route[];
  readonly log: Logger;
  /** Aborted when the session ends. */
  readonly end: AbortSignal;
}

/** Bytes of messages that are held, beside what the client library has fetched ahead. */
const HELD_BYTES = 32 * 1_024 * 1_024;

const MOST_PREFETCH = 256;

/** Time between two looks at the stream: its lag, and whether it has got subjects of ours. */
const LOOK_MS = 5_000;

/** The same while there is no such stream, when there is nothing else to do. */
const LOOK_FOR_MS = 1_000;

/**
 * Receives from one stream until `end`. Throws what ended it before. Messages that nobody stored yet
 * are sent back at the end; those of a transaction that is under way are waited for.
 */
export async function receiveStream(options: StreamOptions): Promise<void> {
  const { settings, end, giveUp, progress } = options;
  const intake = createIntake({ ...settings, bytes: HELD_BYTES });
  const over = new AbortController();
  const subscriptions = new Map<string, Subscription>();
  const faults: unknown[] = [];
  const stopTaking = () => {
    over.abort();
    for (const one of subscriptions.values()) one.stop();
    intake.end();
  };
  const run = async (task: () => Promise<void>) => {
    try {
      await task();
    } catch (fault) {
      faults.push(fault);
    }
    stopTaking();
  };
  end.addEventListener('abort', stopTaking);
  try {
    const pumps: Promise<void>[] = [];
    const look = lookAt({ ...options, end: over.signal }, subscriptions, (subscription) => {
      pumps.push(run(() => pump(subscription, intake, { progress, over: over.signal })));
    });
    const storing = run(() => storeAll(intake, options));
    if (end.aborted) stopTaking();
    await Promise.all([run(look), run(() => keepWorking(intake, options, over.signal))]);
    await Promise.all(pumps);
    await unless(giveUp, storing);
    for (const message of intake.held()) answer(() => message.nak(0));
  } finally {
    end.removeEventListener('abort', stopTaking);
  }
  if (faults.length > 0 && !end.aborted) throw faults[0];
}

/** Looks at the stream again and again: makes consumers, subscribes to them, and tells the lag. */
function lookAt(
  options: StreamOptions,
  subscriptions: Map<string, Subscription>,
  subscribed: (subscription: Subscription) => void,
): () => Promise<void> {
  const { stream, broker, settings, routes, progress, log, end } = options;
  const changed = ({ kind, name }: { kind: string; name: string }) =>
    log.info({ stream, name, change: kind }, 'changed the topology of NATS');
  const prefetch = Math.min(settings.batchMessages, MOST_PREFETCH);
  return async () => {
    while (!end.aborted) {
      const topology = await ensureTopology(stream, { broker, settings, routes, changed });
      const states: (ConsumerState | undefined)[] = [];
      for (const { name } of topology?.consumers ?? []) {
        if (!subscriptions.has(name) && !end.aborted) {
          const subscription = await broker.subscribe(stream, name, prefetch);
          subscriptions.set(name, subscription);
          if (end.aborted) subscription.stop();
          subscribed(subscription);
        }
        states.push(await broker.consumer(stream, name));
      }
      const sum = (field: 'pending' | 'ackPending') =>
        states.reduce((total, state) => total + (state?.[field] ?? 0), 0);
      progress.found({
        consumers: topology?.consumers.map(({ name }) => name) ?? null,
        lacking: topology?.lacking ?? [],
        pending: sum('pending'),
        ackPending: sum('ackPending'),
      });
      await delay(topology === undefined ? LOOK_FOR_MS : LOOK_MS, end);
    }
  };
}

async function pump(
  subscription: Subscription,
  intake: Intake,
  { progress, over }: { readonly progress: StoreOptions['progress']; readonly over: AbortSignal },
): Promise<void> {
  for await (const message of subscription) {
    progress.received(message.deliveries);
    await intake.put(message);
  }
  if (!over.aborted) throw new Error('the connection ended');
}

async function storeAll(intake: Intake, options: StoreOptions): Promise<void> {
  for (let batch = await intake.take(); batch !== undefined; batch = await intake.take()) {
    await storeMessages(batch, options);
    intake.settle(batch);
  }
}

/** Asks for more time while messages are held, so that they come again only when we are gone. */
async function keepWorking(
  intake: Intake,
  { settings }: StoreOptions,
  over: AbortSignal,
): Promise<void> {
  while (!over.aborted) {
    await delay(settings.ackWaitMs / 3, over);
    for (const message of intake.held()) answer(() => message.working());
  }
}

/** Waits for work to end, and no longer than until the signal. */
function unless(signal: AbortSignal, work: Promise<void>): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const end = () => {
      signal.removeEventListener('abort', end);
      resolve();
    };
    signal.addEventListener('abort', end);
    void work.then(end);
  });
}
