import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import compress from '@fastify/compress';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import { fastify } from 'fastify';
import { RadarError } from '../core/index.ts';
import { limitConnections } from './connections.ts';
import { consoleFiles, noConsolePage, wantsPage } from './console/index.ts';
import { answerFault, answerUnparsed } from './faults/index.ts';
import { LIMITS, type Limits } from './limits.ts';
import { describeApi, openApiRoute } from './open-api.ts';
import type { App, ServerParts } from './parts.ts';
import {
  checkParameters,
  checkQueryEncoding,
  collectMethods,
  createDrain,
  type Drain,
  guardHost,
  markUnmatched,
  measure,
  methodFault,
  notFound,
  setFixedHeaders,
} from './protocol/index.ts';
import { deviceRoutes, processRoutes, storageRoute, sysmonRoutes } from './routes/index.ts';

export interface ServerOptions {
  /** Answer only requests for this machine by name; for a server on loopback. Default: true. */
  readonly loopbackOnly?: boolean;
  readonly limits?: Partial<Limits>;
  /** Knows the answers under way; a server that is to be stopped brings one. */
  readonly drain?: Drain;
}

/** Ids are long where they are made of names, and percent-encoding trebles them. */
const LONGEST_ID = 4_096;

/** Answers below are not worth compressing. */
const COMPRESSED_FROM_BYTES = 2_048;

/** Builds the HTTP API with the console. It does not listen yet. */
export function buildServer(parts: ServerParts, options: ServerOptions = {}): App {
  const limits = { ...LIMITS, ...options.limits };
  const app: App = fastify({
    genReqId: () => randomUUID(),
    requestTimeout: limits.requestMs,
    handlerTimeout: limits.handlerMs,
    connectionTimeout: limits.idleMs,
    // Stopping answers in the shape of every other fault, so the drain does it.
    return503OnClosing: false,
    routerOptions: { maxParamLength: LONGEST_ID },
    // A request without Host would be refused by Node with an empty body.
    http: {
      requireHostHeader: false,
      connectionsCheckingInterval: Math.min(5_000, limits.requestMs),
    },
    clientErrorHandler: answerUnparsed,
    frameworkErrors: (fault, request, reply) => {
      setFixedHeaders(reply);
      answerFault(parts.log, fault, { request, reply });
    },
  }).withTypeProvider<TypeBoxTypeProvider>();
  limitConnections(app, parts);

  app.setValidatorCompiler(checkParameters);
  app.setErrorHandler((fault, request, reply) => {
    answerFault(parts.log, fault, { request, reply });
  });
  everyRequest(app, parts, { ...options, limits });
  const refuseOtherMethods = collectMethods(app);
  app.register(compress, {
    encodings: ['gzip', 'identity'],
    threshold: COMPRESSED_FROM_BYTES,
    // The quickest level: series shrink to a tenth already, and the network is near.
    zlibOptions: { level: 1 },
  });
  describeApi(app);
  app.register(async (scope: App) => {
    processRoutes(scope, parts);
    openApiRoute(scope);
    deviceRoutes(scope, parts);
    sysmonRoutes(scope, parts);
    storageRoute(scope, parts);
  });
  const hasConsole = consoleFiles(app, parts.consoleFolder);
  unknownAddresses(app, hasConsole);
  app.register(async (scope: App) => refuseOtherMethods(scope));
  return app;
}

/** What happens to every request, whatever its address. */
function everyRequest(
  app: App,
  parts: ServerParts,
  options: ServerOptions & { readonly limits: Limits },
): void {
  const { drain = createDrain(), loopbackOnly = true, limits } = options;
  app.addHook('onRequest', async (request, reply) => {
    const { socket } = request.raw;
    if (drain.isFlooded(socket)) {
      socket.destroy();
      return reply.hijack();
    }
    drain.enter(socket, reply.raw);
    if (loopbackOnly) guardHost(request);
    if (request.headers.host === undefined && request.raw.httpVersion === '1.1') {
      throw new RadarError('REQUEST_INVALID', 'The request has no Host header.');
    }
    checkQueryEncoding(request);
  });
  app.addHook('onSend', async (_request, reply, payload) => {
    setFixedHeaders(reply);
    if (drain.draining) reply.header('connection', 'close');
    cutSlowReader(reply.raw, limits.answerMs);
    return payload;
  });
  app.addHook('onResponse', async (request, reply) => measure(parts, request, reply));
}

/** A client that does not take its answer must not hold the memory of it for ever. */
function cutSlowReader(answer: ServerResponse, ms: number): void {
  const timer = setTimeout(() => answer.destroy(), ms);
  timer.unref();
  answer.once('close', () => clearTimeout(timer));
}

function unknownAddresses(app: App, hasConsole: boolean): void {
  app.setNotFoundHandler((request, reply) => {
    markUnmatched(request);
    if (!app.supportedMethods.includes(request.method)) {
      throw methodFault(request.method, ['GET', 'HEAD'], reply);
    }
    if (!wantsPage(request)) throw notFound(request);
    if (hasConsole) reply.sendFile('index.html');
    else noConsolePage(reply);
  });
}
