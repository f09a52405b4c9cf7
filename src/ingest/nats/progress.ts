import { type Clock, formatInstant, type Instant } from '../../core/index.ts';
import type { HealthCheck, Logger, Metrics } from '../../observe/index.ts';
import type { MessageCount } from './prepare.ts';

/** What a stream is found to be. */
export interface StreamFinding {
  /** Null: it does not exist. */
  readonly consumers: readonly string[] | null;
  /** Subjects of routes of which the stream has nothing. */
  readonly lacking: readonly string[];
  readonly pending: number;
  readonly ackPending: number;
}

/** Follows what becomes of the messages of one stream. */
export interface StreamProgress {
  found(finding: StreamFinding): void;
  received(deliveries: number): void;
  stored(counts: readonly MessageCount[]): void;
  sentBack(messages: number): void;
  failed(message: string): void;
}

/** Follows a receiver. */
export interface Progress {
  connected(server: string, version: string): void;
  disconnected(message: string): void;
  stream(name: string): StreamProgress;
  check(): HealthCheck;
}

interface Fault {
  readonly message: string;
  readonly at: Instant;
}

interface StreamState {
  finding: StreamFinding | undefined;
  /** Whether it was found by the connection that is there now. */
  current: boolean;
  stored: number;
  deadLetters: number;
  sentBack: number;
  lastCommit: Instant | undefined;
  lastFault: Fault | undefined;
  /** Whether nothing was stored since the last fault. */
  failing: boolean;
}

export interface ProgressOptions {
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Metrics;
}

export function createProgress({ clock, log, metrics }: ProgressOptions): Progress {
  let connection: { readonly server: string; readonly version: string } | undefined;
  let lastFault: Fault | undefined;
  const streams = new Map<string, StreamState>();
  let told = '';
  return {
    connected(server, version) {
      connection = { server, version };
      log.info({ server, version }, 'connected to NATS');
    },
    disconnected(message) {
      if (lastFault?.message !== message || connection !== undefined) {
        log.warn({ fault: message }, 'nothing is received from NATS; trying again');
      }
      connection = undefined;
      lastFault = { message, at: clock.now() };
      metrics.natsDisconnects.inc();
      for (const [name, state] of streams) {
        state.current = false;
        metrics.natsPending.remove({ stream: name });
      }
    },
    stream(name) {
      const state = streams.get(name) ?? emptyState();
      streams.set(name, state);
      const follow = followStream(name, state, { clock, log, metrics });
      return {
        ...follow,
        found(finding) {
          follow.found(finding);
          const lacking = lackingOf(streams);
          if (lacking.length > 0 && lacking.join() !== told) {
            log.warn({ subjects: lacking }, 'no stream has these subjects of routes');
          }
          told = lacking.join();
        },
      };
    },
    check: () => checkOf(connection, lastFault, streams),
  };
}

const emptyState = (): StreamState => ({
  finding: undefined,
  current: false,
  stored: 0,
  deadLetters: 0,
  sentBack: 0,
  lastCommit: undefined,
  lastFault: undefined,
  failing: false,
});

function followStream(
  stream: string,
  state: StreamState,
  { clock, log, metrics }: ProgressOptions,
): StreamProgress {
  const count = (dataset: string, outcome: string, by: number) =>
    metrics.natsMessages.inc({ stream, dataset, outcome }, by);
  return {
    found(finding) {
      const before = state.finding;
      state.finding = finding;
      state.current = true;
      metrics.natsPending.set({ stream }, finding.pending);
      if (finding.consumers === null && before?.consumers !== null) {
        log.warn({ stream }, 'the stream does not exist');
      }
    },
    received(deliveries) {
      count('any', deliveries > 1 ? 'redelivered' : 'received', 1);
    },
    stored(counts) {
      for (const { dataset, outcome, messages } of counts) {
        count(dataset, outcome, messages);
        if (outcome === 'stored') state.stored += messages;
        else if (outcome === 'dead_letter') state.deadLetters += messages;
      }
      state.lastCommit = clock.now();
      state.failing = false;
    },
    sentBack(messages) {
      state.sentBack += messages;
      count('any', 'sent_back', messages);
    },
    failed(message) {
      if (!state.failing) log.warn({ stream, fault: message }, 'messages are not stored');
      state.failing = true;
      state.lastFault = { message, at: clock.now() };
    },
  };
}

/** Subjects of routes that no stream has, once every stream was looked at. */
function lackingOf(streams: ReadonlyMap<string, StreamState>): readonly string[] {
  const [first = [], ...others] = [...streams.values()].map(
    ({ finding }) => finding?.lacking ?? [],
  );
  return first.filter((subject) => others.every((list) => list.includes(subject)));
}

function checkOf(
  connection: { readonly server: string; readonly version: string } | undefined,
  lastFault: Fault | undefined,
  streams: ReadonlyMap<string, StreamState>,
): HealthCheck {
  const name = 'nats_receiver';
  const detail = {
    server: connection?.server ?? null,
    version: connection?.version ?? null,
    last_fault: tell(lastFault),
    streams: Object.fromEntries([...streams].map(([stream, state]) => [stream, detailOf(state)])),
  };
  if (connection === undefined) {
    const why = lastFault === undefined ? ' yet' : `: ${lastFault.message.replace(/\.$/, '')}`;
    const message = `Nothing is received from NATS${why}.`;
    const hint = 'It is tried again for ever; the broker keeps the messages meanwhile.';
    return { name, state: 'degraded', message, hint, detail };
  }
  const problems = [...streams].flatMap(([stream, state]) => problemOf(stream, state) ?? []);
  if (problems.length > 0) {
    return { name, state: 'degraded', message: problems.join(' '), detail };
  }
  const pending = [...streams.values()].reduce((sum, one) => sum + (one.finding?.pending ?? 0), 0);
  const lacking = lackingOf(streams);
  const without = lacking.length === 0 ? '' : ` No stream has ${lacking.join(', ')}.`;
  const names = [...streams.keys()].join(', ');
  const message = `Receives from ${names}; ${pending} messages wait at the broker.${without}`;
  return { name, state: 'ok', message, detail };
}

function problemOf(stream: string, { finding, current, failing, lastFault }: StreamState) {
  if (failing) return `Messages of ${stream} are not stored: ${lastFault?.message}.`;
  if (finding === undefined || !current) return `The stream ${stream} was not looked at yet.`;
  if (finding.consumers === null) {
    return `The stream ${stream} does not exist; make it, or set nats.create_stream.`;
  }
  return finding.consumers.length === 0
    ? `The stream ${stream} has no subject that a route takes.`
    : undefined;
}

function detailOf(state: StreamState) {
  return {
    consumers: state.finding?.consumers ?? null,
    subjects_lacking: state.finding?.lacking ?? [],
    pending: state.finding?.pending ?? null,
    unacknowledged: state.finding?.ackPending ?? null,
    stored: state.stored,
    dead_letters: state.deadLetters,
    sent_back: state.sentBack,
    last_commit: state.lastCommit === undefined ? null : formatInstant(state.lastCommit),
    last_fault: tell(state.lastFault),
  };
}

const tell = (fault: Fault | undefined) =>
  fault === undefined ? null : { message: fault.message, at: formatInstant(fault.at) };
