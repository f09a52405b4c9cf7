import { randomUUID } from 'node:crypto';
import { type FastifyReply, type FastifyRequest, fastify } from 'fastify';
import { RadarError } from '../../core/index.ts';
import { CONTENT_TYPES, OTLP_SIGNALS, type OtlpSignal } from '../../ingest/index.ts';
import { type Authentication, authenticate } from '../auth/index.ts';
import { ignoreExpectations, limitConnections } from '../connections.ts';
import { answerUnparsed, nameFault } from '../faults/index.ts';
import type { Limits } from '../limits.ts';
import type { App, ServerParts } from '../parts.ts';
import { collectMethods, type Drain, everyRequest, markUnmatched } from '../protocol/index.ts';
import { answerBody } from './answer.ts';
import { formatOf, requireFormat, withBody } from './http-request.ts';
import type { Intake } from './intake.ts';
import { problemOf, RETRY_SECONDS, statusBody } from './status.ts';

export interface OtlpHttpOptions {
  readonly intake: Intake;
  readonly parts: Pick<ServerParts, 'clock' | 'log' | 'metrics'>;
  readonly limits: Limits;
  readonly drain: Drain;
  readonly loopbackOnly: boolean;
  readonly auth?: Authentication | undefined;
}

/** Builds the server of OTLP over HTTP. It does not listen yet. */
export function buildOtlpHttp(options: OtlpHttpOptions): App {
  const { limits, parts, intake, drain } = options;
  const app: App = fastify({
    genReqId: () => randomUUID(),
    handlerTimeout: limits.handlerMs,
    connectionTimeout: limits.idleMs,
    keepAliveTimeout: limits.keepAliveMs,
    return503OnClosing: false,
    http: {
      requireHostHeader: false,
      headersTimeout: limits.requestMs,
      connectionsCheckingInterval: Math.min(5_000, limits.requestMs),
    },
    clientErrorHandler: (fault, socket) =>
      drain.inTurn(socket, () => answerUnparsed(fault, socket)),
    frameworkErrors: (fault, request, reply) => answerProblem(fault, { request, reply }),
  });
  limitConnections(app.server, parts);
  ignoreExpectations(app);
  // Bodies are read by the routes, as they come, within bounds.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, body, done) => done(null, body));
  app.setErrorHandler((fault, request, reply) => answerProblem(fault, { request, reply }));
  everyRequest(app, parts, options);
  authenticate(app, options.auth);
  const refuseOtherMethods = collectMethods(app);
  app.register(async (scope: App) => {
    for (const signal of OTLP_SIGNALS) exportRoute(scope, intake, signal);
  });
  app.setNotFoundHandler((request) => {
    markUnmatched(request);
    const path = request.url.split('?', 1)[0];
    throw new RadarError('NOT_FOUND', `There is nothing at ${request.method} ${path}.`, {
      hint: `OTLP is taken at ${OTLP_SIGNALS.map(addressOf).join(', ')}.`,
    });
  });
  app.register(async (scope: App) => refuseOtherMethods(scope));
  return app;
}

const addressOf = (signal: OtlpSignal) => `/v1/${signal}`;

function exportRoute(app: App, intake: Intake, signal: OtlpSignal): void {
  app.post(
    addressOf(signal),
    { config: { permission: 'ingest:write' } },
    async (request, reply) => {
      let isWhole = false;
      try {
        const format = requireFormat(request);
        const outcome = await withBody(intake, { request, reply }, (bytes) => {
          isWhole = true;
          return intake.take({ transport: 'http', signal, body: { format, bytes } });
        });
        return reply.type(CONTENT_TYPES[format]).send(answerBody(signal, outcome, format));
      } catch (fault) {
        throw isWhole ? fault : intake.refuse('http', signal, fault);
      }
    },
  );
}

/** Answers in the format of the request, where that is one of ours; in JSON otherwise. */
function answerProblem(
  fault: unknown,
  { request, reply }: { readonly request: FastifyRequest; readonly reply: FastifyReply },
): void {
  const problem = problemOf(nameFault(fault));
  const format = formatOf(request) ?? 'json';
  if (problem.again) reply.header('retry-after', RETRY_SECONDS);
  reply.code(problem.status).type(CONTENT_TYPES[format]).send(statusBody(problem, format));
}
