import { fixed, optional } from './key.ts';
import { boolean, duration, integer, type Kind } from './kind.ts';
import type { ConfigValues } from './schema.ts';
import { maskUrl } from './secret-url.ts';
import { file, list } from './text-kind.ts';

/*
 * The settings of the NATS receiver. Whether routes lead to datasets that exist is checked by the
 * receiver, which knows the catalogue.
 */

/** Where messages of a subject go; null: in the usual format of the dataset. */
export interface NatsRoute {
  readonly subject: string;
  readonly dataset: string;
  readonly format: string | null;
}

/** What the receiver is told. Durations are milliseconds. */
export interface NatsConfig {
  readonly urls: readonly string[];
  readonly domain: string | null;
  readonly credentials: string | null;
  readonly tls: {
    readonly ca: string | null;
    readonly certificate: string | null;
    readonly key: string | null;
    readonly first: boolean;
  };
  readonly streams: readonly string[];
  readonly consumer: string;
  readonly routes: readonly NatsRoute[];
  readonly createStream: boolean;
  readonly batchMessages: number;
  readonly batchWaitMs: number;
  readonly maxAckPending: number;
  readonly ackWaitMs: number;
  readonly nakDelayMs: number;
  readonly doubleAck: boolean;
}

const SECTION = 'NATS receiver';

const server: Kind<string> = {
  allowed: 'a URL such as nats://host:4222 or tls://user:password@host',
  placeholder: 'url',
  secret: true,
  parse(text) {
    if (!URL.canParse(text)) return undefined;
    const { protocol, hostname, pathname, search, hash } = new URL(text);
    const isBare = ['', '/'].includes(pathname) && search === '' && hash === '';
    return ['nats:', 'tls:'].includes(protocol) && hostname !== '' && isBare ? text : undefined;
  },
  format: maskUrl,
};

/** Names of streams and consumers. */
const streamName: Kind<string> = {
  allowed: 'a name of letters, digits, "_" and "-" (1 to 128 characters)',
  placeholder: 'name',
  secret: false,
  parse: (text) => (/^[A-Za-z0-9_-]{1,128}$/.test(text) ? text : undefined),
  format: (value) => value,
};

const route: Kind<NatsRoute> = {
  allowed: '<subject>=<dataset> or <subject>=<dataset>:<format>',
  placeholder: 'route',
  secret: false,
  parse(text) {
    const [, subject, dataset, format] = /^([^\s=]+)=(\w+)(?::(\w+))?$/.exec(text) ?? [];
    if (subject === undefined || dataset === undefined) return undefined;
    return { subject, dataset, format: format ?? null };
  },
  format: ({ subject, dataset, format }) =>
    `${subject}=${dataset}${format === null ? '' : `:${format}`}`,
};

const to = (dataset: string, ...subjects: readonly string[]): NatsRoute[] =>
  subjects.map((subject) => ({ subject, dataset, format: null }));

/** Facts: telemetry §7. */
const DEFAULT_ROUTES: readonly NatsRoute[] = [
  ...to('events', 'events.poller.health', 'events.devices.lifecycle'),
  { subject: 'events.devices.observed', dataset: 'device_updates', format: 'observation' },
  ...to('events', 'events.syslog.processed', 'events.snmp.processed'),
  ...to('logs', 'events.otel.logs'),
  ...to('otel_traces', 'events.otel.traces'),
  ...to('otel_metrics', 'events.otel.metrics', 'events.otel.metrics.raw'),
];

/** Every setting of the receiver, in the order of help. */
export const NATS_KEYS = {
  'nats.servers': optional(list(server), 'that nothing is received from NATS', {
    section: SECTION,
    meaning:
      'NATS servers with JetStream, of which the first that answers is used; prefer the variable or the file for passwords',
  }),
  'nats.streams': fixed(list(streamName), ['events'], {
    section: SECTION,
    meaning: 'streams to receive from',
  }),
  'nats.consumer': fixed(streamName, 'radarstore', {
    section: SECTION,
    meaning: 'durable name of the consumer; processes that share it share the messages',
  }),
  'nats.routes': fixed(list(route), DEFAULT_ROUTES, {
    section: SECTION,
    meaning:
      'which subjects become rows of which dataset; subjects may have * and >, and the route that says most wins; formats: json, otlp, log, event, flow, observation',
  }),
  'nats.create_stream': fixed(boolean, false, {
    section: SECTION,
    meaning: 'whether to make a stream that does not exist; one that exists is never changed',
  }),
  'nats.domain': optional(streamName, 'that the server has none', {
    section: SECTION,
    meaning: 'JetStream domain',
  }),
  'nats.credentials': optional(file, 'that there is no user, or the one of nats.servers', {
    section: SECTION,
    meaning: 'file with the credentials of a user (JWT and seed)',
  }),
  'nats.tls_ca': optional(file, 'the authorities that Node knows', {
    section: SECTION,
    meaning: 'file with the certificates of the authorities that may sign that of the server',
  }),
  'nats.tls_certificate': optional(file, 'that the server asks for none', {
    section: SECTION,
    meaning: 'file with the certificate of this client',
  }),
  'nats.tls_key': optional(file, 'that the server asks for none', {
    section: SECTION,
    meaning: 'file with the private key of that certificate',
  }),
  'nats.tls_first': fixed(boolean, false, {
    section: SECTION,
    meaning: 'whether TLS begins before the server says anything',
  }),
  'nats.batch_messages': fixed(integer({ min: 1, max: 10_000, unit: 'messages' }), 500, {
    section: SECTION,
    meaning: 'messages that are stored in one transaction at most',
  }),
  'nats.batch_wait': fixed(duration({ min: '1ms', max: '10s' }), 200, {
    section: SECTION,
    meaning: 'how long the first message of a transaction waits for others',
  }),
  'nats.max_ack_pending': fixed(integer({ min: 1, max: 100_000, unit: 'messages' }), 2_000, {
    section: SECTION,
    meaning: 'messages that the server delivers before it waits for acknowledgements',
  }),
  'nats.ack_wait': fixed(duration({ min: '1s', max: '1h' }), 30_000, {
    section: SECTION,
    meaning: 'time after which the server delivers a message again that nobody answered',
  }),
  'nats.nak_delay': fixed(duration({ min: '10ms', max: '1h' }), 5_000, {
    section: SECTION,
    meaning: 'how long a message rests that could not be stored',
  }),
  'nats.double_ack': fixed(boolean, false, {
    section: SECTION,
    meaning: 'whether to wait until the server has noted each acknowledgement',
  }),
};

/** Null while no server is named. */
export function natsConfigOf(values: ConfigValues): NatsConfig | null {
  const urls = values['nats.servers'];
  if (urls === null) return null;
  return {
    urls,
    domain: values['nats.domain'],
    credentials: values['nats.credentials'],
    tls: {
      ca: values['nats.tls_ca'],
      certificate: values['nats.tls_certificate'],
      key: values['nats.tls_key'],
      first: values['nats.tls_first'],
    },
    streams: values['nats.streams'],
    consumer: values['nats.consumer'],
    routes: values['nats.routes'],
    createStream: values['nats.create_stream'],
    batchMessages: values['nats.batch_messages'],
    batchWaitMs: values['nats.batch_wait'],
    maxAckPending: values['nats.max_ack_pending'],
    ackWaitMs: values['nats.ack_wait'],
    nakDelayMs: values['nats.nak_delay'],
    doubleAck: values['nats.double_ack'],
  };
}
