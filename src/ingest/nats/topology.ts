import { createHash } from 'node:crypto';
import { RadarError } from '../../core/index.ts';
import type { Broker, ConsumerState, ConsumerWish } from './broker.ts';
import type { Route } from './route.ts';
import type { NatsSettings } from './settings.ts';
import { intersect, withoutCovered } from './subject.ts';

/** What of a stream belongs to the routes, and how it is asked for. */
export interface Topology {
  /** Empty: nothing of the stream is ours. */
  readonly consumers: readonly ConsumerWish[];
  /** Subjects of routes of which the stream has nothing. */
  readonly lacking: readonly string[];
}

/** What is done to the broker, and told. */
export type TopologyChange = {
  readonly kind: 'stream_created' | 'consumer_created' | 'consumer_updated';
  readonly name: string;
};

export interface TopologyOptions {
  readonly broker: Broker;
  readonly settings: NatsSettings;
  readonly routes: readonly Route[];
  /** Told of each change that was made. */
  changed(change: TopologyChange): void;
}

/**
 * Makes sure that our consumers of a stream are as the routes want them. A stream is never changed;
 * it is made where it is absent and the settings say so. Undefined when it is absent and they do not.
 */
export async function ensureTopology(
  stream: string,
  options: TopologyOptions,
): Promise<Topology | undefined> {
  const { broker, settings, routes, changed } = options;
  const patterns = routes.map((route) => route.subject);
  let state = await broker.stream(stream);
  if (state === undefined && settings.createStream) {
    await broker.createStream(stream, withoutCovered(patterns));
    changed({ kind: 'stream_created', name: stream });
    state = await broker.stream(stream);
  }
  if (state === undefined) return undefined;
  const { filters, lacking } = filtersOf(patterns, state.subjects);
  const consumers = wishesOf(stream, filters, options);
  for (const wish of consumers) await ensureConsumer(wish, options);
  return { consumers, lacking };
}

/** The part of each route that the stream has. A mirror names no subjects and may have any. */
export function filtersOf(
  patterns: readonly string[],
  subjects: readonly string[],
): { readonly filters: readonly string[]; readonly lacking: readonly string[] } {
  const all = subjects.length === 0 ? ['>'] : subjects;
  const partsOf = (pattern: string) => all.flatMap((one) => intersect(pattern, one) ?? []);
  return {
    filters: withoutCovered(patterns.flatMap(partsOf)),
    lacking: patterns.filter((pattern) => partsOf(pattern).length === 0),
  };
}

/** Brokers before 2.10 know one filter per consumer, so that there each filter has its own. */
function wishesOf(
  stream: string,
  filters: readonly string[],
  { broker, settings }: TopologyOptions,
): ConsumerWish[] {
  const { consumer, ackWaitMs, maxAckPending } = settings;
  const base = { stream, ackWaitMs, maxAckPending };
  if (filters.length === 0) return [];
  if (broker.manyFilters || filters.length === 1) return [{ ...base, name: consumer, filters }];
  return filters.map((filter) => ({
    ...base,
    name: `${consumer}-${createHash('sha256').update(filter).digest('hex').slice(0, 8)}`,
    filters: [filter],
  }));
}

async function ensureConsumer(wish: ConsumerWish, options: TopologyOptions): Promise<void> {
  const { broker, changed } = options;
  const found = await broker.consumer(wish.stream, wish.name);
  if (found === undefined) {
    await broker.createConsumer(wish);
    changed({ kind: 'consumer_created', name: wish.name });
    return;
  }
  if (!found.usable) throw foreignFault(wish);
  if (isAsWished(found, wish)) return;
  await broker.updateConsumer(wish);
  changed({ kind: 'consumer_updated', name: wish.name });
}

/** Filters are compared as sets, so that replicas that list them in another order do not take turns. */
function isAsWished(found: ConsumerState, wish: ConsumerWish): boolean {
  const [has, wants] = [found.filters, wish.filters].map((list) => [...list].sort().join(' '));
  return (
    has === wants &&
    found.ackWaitMs === wish.ackWaitMs &&
    found.maxAckPending === wish.maxAckPending &&
    found.maxDeliver === -1
  );
}

const foreignFault = ({ stream, name }: ConsumerWish) =>
  new RadarError(
    'CONFIG_INVALID',
    `The consumer "${name}" of stream "${stream}" pushes its messages or wants no acknowledgements, so it is somebody else's.`,
    { hint: 'Give `nats.consumer` another name.' },
  );
