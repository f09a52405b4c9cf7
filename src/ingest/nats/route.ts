import type { DatasetName } from '../../catalogue/index.ts';
import { RadarError } from '../../core/index.ts';
import { requireIngestible } from '../records/index.ts';
import { compareSpecificity, covers, intersect, isPattern } from './subject.ts';

/** How the bytes of a message become rows. */
export const FORMATS = ['json', 'otlp', 'log', 'event', 'flow', 'observation'] as const;
export type Format = (typeof FORMATS)[number];

/** A route as it is configured. */
export interface RouteSetting {
  /** A subject, or a pattern with `*` and `>`. */
  readonly subject: string;
  readonly dataset: string;
  /** Null: the usual one of the dataset. */
  readonly format: string | null;
}

/** Where messages of a subject go. */
export interface Route {
  readonly subject: string;
  readonly dataset: DatasetName;
  readonly format: Format;
}

/** Formats that only some datasets have; every other dataset takes records of its own as JSON. */
const DATASETS_OF: { readonly [F in Exclude<Format, 'json'>]: readonly DatasetName[] } = {
  otlp: ['logs', 'otel_metrics', 'otel_traces'],
  log: ['logs'],
  event: ['events'],
  flow: ['netflow_metrics'],
  observation: ['device_updates'],
};

/** The first format that has the dataset. */
function usualFormat(dataset: DatasetName): Format {
  // Records of device_updates are its rows; observations are asked for by their name.
  const own = (Object.keys(DATASETS_OF) as (keyof typeof DATASETS_OF)[]).find(
    (format) => format !== 'observation' && DATASETS_OF[format].includes(dataset),
  );
  return own ?? 'json';
}

/** Turns settings into routes; `problems` has one sentence for each that cannot be used. */
export function readRoutes(settings: readonly RouteSetting[]): {
  readonly routes: readonly Route[];
  readonly problems: readonly string[];
} {
  const routes: Route[] = [];
  const problems: string[] = [];
  if (settings.length === 0) problems.push('There is no route, so nothing could be received.');
  for (const setting of settings) {
    const found = readRoute(setting);
    if (typeof found === 'string') problems.push(found);
    else routes.push(found);
  }
  return { routes, problems: [...problems, ...clashes(routes)] };
}

function readRoute({ subject, dataset, format }: RouteSetting): Route | string {
  const told = `The route "${subject}=${dataset}${format === null ? '' : `:${format}`}"`;
  if (!isPattern(subject)) return `${told} has no subject of NATS before the "=".`;
  const name = ingestibleOf(dataset);
  if (typeof name !== 'string') return `${told} leads nowhere: ${name.sentence}`;
  const chosen = format === null ? usualFormat(name) : FORMATS.find((one) => one === format);
  if (chosen === undefined) return `${told} names a format that is none of ${FORMATS.join(', ')}.`;
  if (chosen !== 'json' && !DATASETS_OF[chosen].includes(name)) {
    return `${told} has the format ${chosen}, which makes rows of ${DATASETS_OF[chosen].join(', ')} only.`;
  }
  return { subject, dataset: name, format: chosen };
}

/** The dataset, or why it takes no rows. */
function ingestibleOf(dataset: string): DatasetName | RadarError {
  try {
    return requireIngestible(dataset);
  } catch (fault) {
    if (fault instanceof RadarError) return fault;
    throw fault;
  }
}

/** A broker refuses a consumer whose filters overlap; where one covers the other, it needs only that. */
function clashes(routes: readonly Route[]): string[] {
  return routes.flatMap((one, index) =>
    routes.slice(index + 1).flatMap((other) => {
      const [a, b] = [one.subject, other.subject];
      if (a === b) return [`The subject "${a}" has two routes.`];
      const common = intersect(a, b);
      if (common === undefined || covers(a, b) || covers(b, a)) return [];
      return [
        `The routes of "${a}" and "${b}" both take "${common}", and neither is part of the other; write the patterns so that they do not overlap.`,
      ];
    }),
  );
}

/** Answers where a subject goes; undefined when nowhere. The route that says most wins. */
export type Router = (subject: string) => Route | undefined;

export function createRouter(routes: readonly Route[]): Router {
  const ordered = [...routes].sort((a, b) => compareSpecificity(a.subject, b.subject));
  return (subject) => ordered.find((route) => covers(route.subject, subject));
}
