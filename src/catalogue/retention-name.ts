import { suggest } from '../core/index.ts';
import { DATASETS } from './catalogue.ts';
import { agingOf } from './model/shape.ts';

const AGING = new Set(DATASETS.filter(agingOf).map((dataset) => dataset.name));

/** Why no retention can be chosen under a name, as a sentence; undefined where one can. */
export function retentionRefusal(name: string): string | undefined {
  if (AGING.has(name)) return undefined;
  if (DATASETS.some((dataset) => dataset.name === name)) {
    return `Rows of ${name} stay for ever, so it takes no retention.`;
  }
  const near = suggest(name, AGING);
  return `There is no dataset ${name}${near === undefined ? '' : ` (did you mean ${near}?)`}.`;
}
