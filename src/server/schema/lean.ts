import type { FastifySchema, RouteOptions } from 'fastify';
import { ErrorBody } from '../../contract/index.ts';
import type { App } from '../parts.ts';
import { nameOf } from './wire.ts';

/** Tells the whole schema of a route, bodies of errors included, by the one that the server has. */
export type WholeSchema = (schema: FastifySchema) => FastifySchema;

/**
 * Spares the server the serialisers of error bodies, which plain JSON writes as well: each takes
 * milliseconds of its start, and routes have five to seven. Call before routes are declared; the
 * document is to tell the whole schemas.
 */
export function leaveErrorsToJson(app: App): WholeSchema {
  const wholes = new WeakMap<FastifySchema, FastifySchema>();
  app.addHook('onRoute', (route: RouteOptions) => {
    const { schema: whole } = route;
    if (whole?.response === undefined) return;
    const response = Object.entries(whole.response as object).filter(([, one]) => !isError(one));
    const schema = { ...whole, response: Object.fromEntries(response) };
    wholes.set(schema, whole);
    route.schema = schema;
  });
  return (schema) => {
    const whole = wholes.get(schema);
    // The route of HEAD is made of that of GET.
    return whole === undefined ? schema : (wholes.get(whole) ?? whole);
  };
}

const ERROR = `${nameOf(ErrorBody)}#`;

const isError = (schema: unknown): boolean =>
  typeof schema === 'object' && schema !== null && Reflect.get(schema, '$ref') === ERROR;
