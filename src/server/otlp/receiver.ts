import { type Clock, messageOf } from '../../core/index.ts';
import type { Writer } from '../../ingest/index.ts';
import type { HealthCheck, Logger, Metrics } from '../../observe/index.ts';
import type { Authentication } from '../auth/index.ts';
import { isLoopback } from '../http-address.ts';
import { LIMITS, type Limits } from '../limits.ts';
import { listen } from '../listen.ts';
import { createDrain } from '../protocol/index.ts';
import { startGrpc } from './grpc.ts';
import { buildOtlpHttp } from './http.ts';
import { createIntake } from './intake.ts';

export interface OtlpReceiverOptions {
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly writer: Pick<Writer, 'write'>;
  /** Where both listen. */
  readonly host: string;
  /** 0: any free port. */
  readonly grpcPort: number;
  readonly httpPort: number;
  /** Longest request, as it is after unpacking. */
  readonly maxBytes: number;
  readonly limits?: Partial<Limits>;
  /** Who may send; absent: everybody who reaches the address. */
  readonly auth?: Authentication | undefined;
  /** How long a sender waits for its rows to be committed. */
  readonly commitMs?: number;
}

export interface OtlpReceiver {
  /** For example `http://127.0.0.1:4317`. */
  readonly grpcUrl: string;
  readonly httpUrl: string;
  check(): HealthCheck;
  /** Takes nothing more, and lets requests under way be answered. */
  stop(): Promise<void>;
}

const FLAGS = { host: '--otlp-host', port: '--otlp-http-port' };

/**
 * Starts to take OTLP: logs, metrics and traces over gRPC and over HTTP. Throws HTTP_PORT_TAKEN or
 * HTTP_LISTEN_FAILED; then nothing listens.
 */
export async function startOtlpReceiver(options: OtlpReceiverOptions): Promise<OtlpReceiver> {
  const { host, log, auth } = options;
  const limits = { ...LIMITS, ...options.limits };
  const { graceMs } = limits;
  const intake = createIntake(options);
  const drain = createDrain();
  const loopbackOnly = isLoopback(host);
  const grpc = await startGrpc(
    { host, port: options.grpcPort },
    { intake, parts: options, limits, auth },
  );
  try {
    const app = buildOtlpHttp({ intake, parts: options, limits, drain, loopbackOnly, auth });
    const http = await listen(
      app,
      { host, port: options.httpPort },
      { drain, graceMs, flags: FLAGS },
    );
    const { url: grpcUrl } = grpc;
    const { url: httpUrl } = http;
    return {
      grpcUrl,
      httpUrl,
      check: () => ({
        name: 'otlp_receiver',
        state: 'ok',
        message: `OTLP is taken over gRPC at ${grpcUrl} and over HTTP at ${httpUrl}.`,
      }),
      stop: async () => void (await Promise.all([grpc.stop(), http.stop()])),
    };
  } catch (fault) {
    log.debug({ fault: messageOf(fault) }, 'OTLP over HTTP does not listen, so gRPC stops too');
    await grpc.stop();
    throw fault;
  }
}
