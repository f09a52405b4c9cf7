import { RadarError } from '../../core/index.ts';
import { type Route, type RouteSetting, readRoutes } from './route.ts';

/** How a broker is reached. */
export interface BrokerAddress {
  /** `nats://` or `tls://`, with `user:password@` or `token@`; the first that answers is used. */
  readonly urls: readonly string[];
  /** JetStream domain. */
  readonly domain: string | null;
  /** File with the credentials of a user (JWT and seed). */
  readonly credentials: string | null;
  readonly tls: {
    /** Files in PEM format. */
    readonly ca: string | null;
    readonly certificate: string | null;
    readonly key: string | null;
    /** Whether TLS begins before the broker says anything. */
    readonly first: boolean;
  };
}

/** What is received, and how. Durations are milliseconds. */
export interface NatsSettings extends BrokerAddress {
  readonly streams: readonly string[];
  /** Durable name; processes that share it share the messages. */
  readonly consumer: string;
  readonly routes: readonly RouteSetting[];
  /** Whether a stream that does not exist is made. */
  readonly createStream: boolean;
  /** Messages that are stored in one transaction at most, and how long the first one waits for others. */
  readonly batchMessages: number;
  readonly batchWaitMs: number;
  /** Messages that may be delivered and not acknowledged. */
  readonly maxAckPending: number;
  /** How long the broker waits for an answer before it delivers again. */
  readonly ackWaitMs: number;
  /** How long a message rests that could not be stored. */
  readonly nakDelayMs: number;
  /** Whether to wait until the broker has noted each acknowledgement. */
  readonly doubleAck: boolean;
}

/** Throws CONFIG_INVALID with everything that is wrong; else answers the routes. */
export function checkNatsSettings(settings: NatsSettings): readonly Route[] {
  const { routes, problems } = readRoutes(settings.routes);
  const all = [...problems];
  const { certificate, key } = settings.tls;
  if ((certificate === null) !== (key === null)) {
    const [has, lacks] = certificate === null ? ['key', 'certificate'] : ['certificate', 'key'];
    all.push(`The TLS ${has} of the receiver is set and its ${lacks} is not.`);
  }
  if (settings.batchMessages > settings.maxAckPending) {
    all.push(
      `A batch of ${settings.batchMessages} messages can never fill, since only ${settings.maxAckPending} may wait for their acknowledgement.`,
    );
  }
  const names = settings.urls.map((url) => new URL(url).username).filter((name) => name !== '');
  if (names.length > 0 && settings.credentials !== null) {
    all.push('The URL of the broker names a user, and a file with credentials is set too.');
  }
  if (all.length === 0) return routes;
  const [only = '', ...others] = all;
  const message =
    others.length === 0
      ? only
      : `The NATS receiver has ${all.length} problems:\n${all.map((one) => `  - ${one}`).join('\n')}\nNothing is received until they are mended.`;
  throw new RadarError('CONFIG_INVALID', message, {
    hint: 'The settings of the receiver begin with `nats.`; `radarstore config docs` has them all.',
  });
}
