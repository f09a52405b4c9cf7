import type { ProgrammableText } from './file.ts';

/** Placeholders of the schemas that hold our views. */
export type ViewPlace = 'schema' | 'grafana';

/** A view that a programmable makes. */
export interface DeclaredView {
  readonly place: ViewPlace;
  readonly name: string;
}

interface Found extends DeclaredView {
  readonly statement: string;
}

/** A view begins and ends with a line; the semicolon that ends it is the last sign of its line. */
const VIEW = /^create or replace view :(schema|grafana)\.([a-z][a-z0-9_]*)\s[\s\S]*?;(?=[ \t]*$)/gm;

const FUNCTION =
  /^create or replace (?:function|procedure|aggregate) :schema\.([a-z][a-z0-9_]*)\s*\(/gm;

/** The views that programmables make, in the order of their making. */
export function declaredViews(texts: readonly ProgrammableText[]): DeclaredView[] {
  return findViews(texts).map(({ place, name }) => ({ place, name }));
}

/** Names of the functions, procedures and aggregates that programmables make in our schema. */
export function declaredFunctions(texts: readonly ProgrammableText[]): string[] {
  const names = texts.flatMap(({ text }) =>
    [...text.matchAll(FUNCTION)].map((match) => match[1] ?? ''),
  );
  return [...new Set(names)].sort();
}

function findViews(texts: readonly ProgrammableText[]): Found[] {
  return texts.flatMap(({ text }) =>
    [...text.matchAll(VIEW)].map((match) => ({
      place: match[1] as ViewPlace,
      name: match[2] ?? '',
      statement: match[0],
    })),
  );
}

/**
 * Makes each view replaceable whatever becomes of its columns: `create or replace` refuses to
 * take one away, to rename it or to change its type, so in that case the view is dropped first, and
 * with it those of our views that read from it, all of which follow further on. A view of somebody
 * else that reads from it is not dropped; the server then refuses, and names it.
 */
export function replaceableViews(texts: readonly ProgrammableText[]): ProgrammableText[] {
  const views = findViews(texts);
  return texts.map(({ name, text }) => ({
    name,
    text: text.replace(VIEW, (statement, place: ViewPlace, view: string) => {
      const self = views.findIndex((one) => one.place === place && one.name === view);
      return replaceable(statement, [...readersOf(views, self), views[self] as Found]);
    }),
  }));
}

function replaceable(statement: string, dropped: readonly DeclaredView[]): string {
  const names = dropped.map(({ place, name }) => `:${place}.${name}`).join(', ');
  return `do $replace$
declare
  definition constant text := $view$
${statement.slice(0, -1)}
$view$;
begin
  execute definition;
exception when invalid_table_definition then
  drop view if exists ${names};
  execute definition;
end
$replace$;`;
}

/** Views that read from a relation of our schema, by themselves or through another, the last first. */
export function viewsOver(texts: readonly ProgrammableText[], relation: string): DeclaredView[] {
  const views = [{ place: 'schema' as const, name: relation, statement: '' }, ...findViews(texts)];
  return readersOf(views, 0).map(({ place, name }) => ({ place, name }));
}

/** Later views that read from the view at `index`, by themselves or through another, the last first. */
function readersOf(views: readonly Found[], index: number): Found[] {
  const known = [views[index] as Found];
  for (const view of views.slice(index + 1)) {
    if (known.some((source) => mentions(view.statement, source))) known.push(view);
  }
  return known.slice(1).reverse();
}

function mentions(statement: string, { place, name }: DeclaredView): boolean {
  return new RegExp(`(?<!:):${place}\\.${name}\\b`).test(statement);
}
