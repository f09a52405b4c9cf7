import { randomUUID } from 'node:crypto';
import compress from '@fastify/compress';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import { fastify } from 'fastify';
import { authenticate } from './auth/index.ts';
import { ignoreExpectations, limitConnections } from './connections.ts';
import { consoleFiles, noConsolePage, wantsPage } from './console/index.ts';
import { answerFault, answerUnparsed } from './faults/index.ts';
import { LIMITS, type Limits } from './limits.ts';
import { describeApi, openApiRoute } from './open-api.ts';
import type { App, ServerParts } from './parts.ts';
import {
  checkParameters,
  collectMethods,
  createDrain,
  type Drain,
  everyRequest,
  markUnmatched,
  methodFault,
  notFound,
  setFixedHeaders,
} from './protocol/index.ts';
import {
  accessRoutes,
  deadLetterRoutes,
  deviceRoutes,
  discoveryRoutes,
  ingestReportRoute,
  ingestRoutes,
  mappingRoute,
  onboardingRoutes,
  processRoutes,
  registryRoutes,
  rollupRoutes,
  storageRoute,
  sysmonRoutes,
} from './routes/index.ts';
import { rememberingSelector } from './schema/index.ts';

export interface ServerOptions {
  /** Answer only requests for this machine by name; for a server on loopback. Default: true. */
  readonly loopbackOnly?: boolean;
  readonly limits?: Partial<Limits>;
  /** Networks of proxies that say where requests come from; else none is believed. */
  readonly trustedProxies?: readonly string[];
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
  const { trustedProxies = [], drain = createDrain(), loopbackOnly = true } = options;
  const app: App = fastify({
    genReqId: () => randomUUID(),
    trustProxy: trustedProxies.length > 0 && [...trustedProxies],
    handlerTimeout: limits.handlerMs,
    connectionTimeout: limits.idleMs,
    keepAliveTimeout: limits.keepAliveMs,
    schemaController: { compilersFactory: { buildSerializer: rememberingSelector() } },
    // Stopping answers in the shape of every other fault, so the drain does it.
    return503OnClosing: false,
    routerOptions: { maxParamLength: LONGEST_ID },
    // A request without Host would be refused by Node with an empty body.
    http: {
      requireHostHeader: false,
      headersTimeout: limits.requestMs,
      connectionsCheckingInterval: Math.min(5_000, limits.requestMs),
    },
    clientErrorHandler: (fault, socket) =>
      drain.inTurn(socket, () => answerUnparsed(fault, socket)),
    frameworkErrors: (fault, request, reply) => {
      setFixedHeaders(reply);
      answerFault(parts.log, fault, { request, reply });
    },
  }).withTypeProvider<TypeBoxTypeProvider>();
  limitConnections(app.server, parts);
  ignoreExpectations(app);
  // A client that has sent all it wants may close its half, and still wants its answer.
  Object.assign(app.server, { httpAllowHalfOpen: true });

  app.setValidatorCompiler(checkParameters);
  app.setErrorHandler((fault, request, reply) => {
    answerFault(parts.log, fault, { request, reply });
  });
  everyRequest(app, parts, { drain, loopbackOnly, limits });
  authenticate(app, parts.auth);
  const refuseOtherMethods = collectMethods(app);
  app.register(compress, {
    // Routes that take packed bodies unpack them within bounds of their own.
    globalDecompression: false,
    encodings: ['gzip', 'identity'],
    threshold: COMPRESSED_FROM_BYTES,
    // The quickest level: series shrink to a tenth already, and the network is near.
    zlibOptions: { level: 1 },
  });
  describeApi(app);
  app.register(async (scope: App) => {
    processRoutes(scope, parts);
    accessRoutes(scope, parts);
    openApiRoute(scope);
    deviceRoutes(scope, parts, limits);
    sysmonRoutes(scope, parts);
    rollupRoutes(scope, parts);
    storageRoute(scope, parts);
    mappingRoute(scope, parts);
    ingestReportRoute(scope, parts);
    deadLetterRoutes(scope, parts, limits);
    onboardingRoutes(scope, parts);
    registryRoutes(scope, parts);
    discoveryRoutes(scope, parts);
  });
  app.register(async (scope: App) => ingestRoutes(scope, parts, limits));
  const hasConsole = consoleFiles(app, parts.consoleFolder);
  unknownAddresses(app, hasConsole);
  app.register(async (scope: App) => refuseOtherMethods(scope));
  return app;
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
