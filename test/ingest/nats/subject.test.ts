import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRouter, type Route, readRoutes } from '../../../src/ingest/nats/route.ts';
import {
  compareSpecificity,
  covers,
  intersect,
  isPattern,
  withoutCovered,
} from '../../../src/ingest/nats/subject.ts';

const word = fc.constantFrom('a', 'b', 'c', 'metrics', 'metricsX');
const subject = fc.array(word, { minLength: 1, maxLength: 4 }).map((tokens) => tokens.join('.'));
const pattern = fc
  .tuple(fc.array(fc.oneof(word, fc.constant('*')), { maxLength: 3 }), fc.boolean())
  .filter(([tokens, rest]) => tokens.length > 0 || rest)
  .map(([tokens, rest]) => [...tokens, ...(rest ? ['>'] : [])].join('.'));

/** What NATS means by a pattern, written another way. */
function matches(text: string, name: string): boolean {
  const source = text
    .split('.')
    .map((token) => (token === '*' ? '[^.]+' : token === '>' ? '.+' : token))
    .join('\\.');
  return new RegExp(`^${source}$`).test(name);
}

describe('patterns of subjects', () => {
  test('stand for whole tokens: a longer word of the same beginning is another subject', () => {
    expect(covers('events.otel.metrics', 'events.otel.metricsX')).toBe(false);
    expect(covers('events.otel.metrics', 'events.otel.metrics.raw')).toBe(false);
    expect(covers('events.*', 'events.otel.logs')).toBe(false);
    expect(covers('events.>', 'events.otel.logs')).toBe(true);
    expect(covers('events.>', 'events')).toBe(false);
  });

  test('are what NATS allows', () => {
    for (const text of ['a', 'a.b', '*', '>', 'a.*.c', 'a.>', 'a-b_c.D1']) {
      expect(isPattern(text), text).toBe(true);
    }
    for (const text of ['', '.a', 'a.', 'a..b', 'a b', 'a.>.b', 'a*', 'a>', 'a.b>']) {
      expect(isPattern(text), text).toBe(false);
    }
  });

  test('stand for exactly the subjects that NATS says', () => {
    fc.assert(
      fc.property(pattern, subject, (one, name) => {
        expect(covers(one, name)).toBe(matches(one, name));
      }),
      { numRuns: 1_000 },
    );
  });

  test('have in common exactly what both stand for', () => {
    fc.assert(
      fc.property(pattern, pattern, subject, (one, other, name) => {
        const common = intersect(one, other);
        const both = matches(one, name) && matches(other, name);
        expect(common !== undefined && matches(common, name)).toBe(both);
      }),
      { numRuns: 1_000 },
    );
  });

  test('that others cover are left out, and nothing is lost by that', () => {
    fc.assert(
      fc.property(fc.array(pattern, { maxLength: 6 }), subject, (all, name) => {
        const left = withoutCovered(all);
        expect(left.some((one) => matches(one, name))).toBe(all.some((one) => matches(one, name)));
        for (const one of left) {
          expect(left.some((other) => other !== one && covers(other, one))).toBe(false);
        }
      }),
    );
  });
});

const route = (text: string): Route => ({ subject: text, dataset: 'events', format: 'event' });

describe('the router', () => {
  test('takes the route that says most, in whatever order they are configured', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(pattern, { maxLength: 6 }),
        subject,
        fc.nat(),
        (all, name, turn) => {
          const turned = [...all.slice(turn % 7), ...all.slice(0, turn % 7)];
          const found = createRouter(all.map(route))(name)?.subject;
          expect(createRouter(turned.map(route))(name)?.subject).toBe(found);
          const fitting = all.filter((one) => matches(one, name));
          expect(found === undefined).toBe(fitting.length === 0);
          if (found === undefined) return;
          expect(matches(found, name)).toBe(true);
          // A route that is part of another one is never hidden by it.
          for (const one of fitting) expect(one !== found && covers(found, one)).toBe(false);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  test.each([
    ['events.otel.metrics.raw', 'events.otel.metrics.raw'],
    ['events.otel.metrics', 'events.otel.metrics'],
    ['events.otel.metricsX', 'events.>'],
    ['events.otel.metrics.other', 'events.otel.metrics.*'],
    ['other', undefined],
  ])('sends %s to the route of %s', (name, wanted) => {
    const routes = [
      'events.>',
      'events.otel.metrics',
      'events.otel.metrics.*',
      'events.otel.metrics.raw',
    ];
    expect(createRouter(routes.map(route))(name)?.subject).toBe(wanted);
  });

  test('orders equal patterns alike', () => {
    fc.assert(
      fc.property(pattern, pattern, (one, other) => {
        expect(Math.sign(compareSpecificity(one, other))).toBe(
          -Math.sign(compareSpecificity(other, one)) || 0,
        );
      }),
    );
  });
});

describe('routes as they are configured', () => {
  const read = (...texts: readonly string[]) =>
    readRoutes(
      texts.map((text) => {
        const [, name = '', dataset = '', format] = /^([^=]*)=(\w*)(?::(\w+))?$/.exec(text) ?? [];
        return { subject: name, dataset, format: format ?? null };
      }),
    );

  test('have the usual format of their dataset unless they name another', () => {
    expect(
      read('a=logs', 'b=logs:log', 'c=events', 'd=netflow_metrics', 'e=cpu_metrics').routes,
    ).toEqual([
      { subject: 'a', dataset: 'logs', format: 'otlp' },
      { subject: 'b', dataset: 'logs', format: 'log' },
      { subject: 'c', dataset: 'events', format: 'event' },
      { subject: 'd', dataset: 'netflow_metrics', format: 'flow' },
      { subject: 'e', dataset: 'cpu_metrics', format: 'json' },
    ]);
  });

  test('are checked all at once, each problem with what to do', () => {
    const { routes, problems } = read(
      'a..b=logs',
      'a.b=cpu_metric',
      'a.c=cpu_metrics:flow',
      'a.d=logs:xml',
      'good.*.x=events',
      'good.y.*=events',
      'twice=logs',
      'twice=events',
      'a.e=unified_devices',
    );
    expect(routes.map((one) => one.subject)).toEqual(['good.*.x', 'good.y.*', 'twice', 'twice']);
    expect(problems).toHaveLength(7);
    const text = problems.join('\n');
    for (const part of [
      '"a..b=logs" has no subject',
      'Did you mean "cpu_metrics"',
      'flow, which makes rows of netflow_metrics only',
      'none of json, otlp, log, event, flow',
      'both take "good.y.x"',
      '"twice" has two routes',
      'unified_devices',
    ]) {
      expect(text).toContain(part);
    }
  });
});
