import { Type } from 'typebox';
import {
  LivenessReport,
  ReadinessReport,
  SelfReport,
  VersionReport,
} from '../../contract/index.ts';
import { formatInstant } from '../../core/index.ts';
import { readMigrations } from '../../database/index.ts';
import { accessOf, isInside } from '../auth/index.ts';
import type { App, ServerParts } from '../parts.ts';
import { NoQuery, named, plainAnswers } from '../schema/index.ts';

/** A check that answers later counts as failed; probes wait little longer. */
const CHECK_DEADLINE_MS = 2_000;

const tags = ['process'];
const querystring = NoQuery;

/** Routes that tell of this process: alive, ready, version, metrics, identity. */
export function processRoutes(app: App, parts: ServerParts): void {
  livenessRoute(app, parts);
  readinessRoute(app, parts);
  versionRoute(app, parts);
  metricsRoute(app, parts);
  selfRoute(app, parts);
}

function livenessRoute(app: App, { clock }: ServerParts): void {
  const schema = {
    tags,
    querystring,
    operationId: 'liveness',
    summary: 'Whether the process is alive',
    description: 'Answers without asking the database, so that a restart is not its cure.',
    response: plainAnswers(named(LivenessReport, 'it is alive')),
  };
  app.get('/healthz', { schema, config: { permission: 'public' } }, async () => ({
    state: 'ok' as const,
    uptime_seconds: clock.elapsedMs() / 1_000,
  }));
}

function readinessRoute(app: App, { health }: ServerParts): void {
  const failed = named(ReadinessReport, 'a check failed; the body tells which');
  const schema = {
    tags,
    querystring,
    operationId: 'readiness',
    summary: 'Whether the process can do its work',
    description: 'Runs the check of each part. `degraded` is still ready.',
    response: { ...plainAnswers(named(ReadinessReport, 'no check failed')), 503: failed },
  };
  app.get('/readyz', { schema, config: { permission: 'public' } }, async (_request, reply) => {
    const { state, checks } = await health.report(CHECK_DEADLINE_MS);
    reply.code(state === 'failed' ? 503 : 200);
    return { state, checks: checks.map((check) => ({ ...check })) } as ReadinessReport;
  });
}

function versionRoute(app: App, { database, version }: ServerParts): void {
  const schema = {
    tags,
    querystring,
    operationId: 'version',
    summary: 'Version of the program and of the schema that it needs',
    response: plainAnswers(named(VersionReport, 'the versions')),
  };
  app.get('/version', { schema, config: { permission: 'public' } }, async () => ({
    name: 'radarstore' as const,
    version,
    schema_version: (await readMigrations(database.engine.layout)).at(-1)?.number ?? 0,
    node: process.versions.node,
    platform: `${process.platform}-${process.arch}`,
  }));
}

function metricsRoute(app: App, { metrics, auth }: ServerParts): void {
  const schema = {
    tags,
    querystring,
    operationId: 'metrics',
    summary: 'Metrics of the process for Prometheus',
    produces: ['text/plain'],
    response: { 200: Type.String({ description: 'Prometheus text format' }) },
  };
  const permission = auth?.publicMetrics === true ? 'public' : 'process:read';
  const config = { permission } as const;
  app.get('/metrics', { schema, config }, async (_request, reply) => {
    reply.type(metrics.contentType);
    return metrics.expose();
  });
}

function selfRoute(app: App, { self, clock }: ServerParts): void {
  const schema = {
    tags,
    querystring,
    operationId: 'self',
    summary: 'What this process is, and the device of its host',
    response: plainAnswers(named(SelfReport, 'this process')),
  };
  const config = { permission: 'process:read', partitions: 'honoured' } as const;
  app.get('/api/self', { schema, config }, async (request) => {
    const told = self();
    const { partitions } = accessOf(request);
    const device = isInside(told.device_id ?? '', partitions) ? told.device_id : null;
    return { ...told, device_id: device, now: formatInstant(clock.now()) };
  });
}
