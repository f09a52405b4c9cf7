import { DATASETS } from './catalogue.ts';
import type { Dataset } from './model/dataset.ts';
import { followedBy } from './model/shape.ts';
import type { ProtonObject } from './proton/index.ts';

/**
 * What a dataset is to a Proton object. `main`: its rows go there; `merged`: they add to those of
 * another object; `latest`: the latest state beside a history; `beside`: kept with it for its own
 * use; `view`: stands under the name of the object for whoever asks by it.
 */
export type TargetRole = 'main' | 'merged' | 'latest' | 'beside' | 'view';

/** A dataset that stands for a Proton object, or for a part of it. */
export interface Target {
  readonly dataset: Dataset;
  readonly role: TargetRole;
}

/** Where the rows of a Proton object went, the dataset that takes them first. */
export function targetsOf(object: Pick<ProtonObject, 'name'>): readonly Target[] {
  const targets = DATASETS.flatMap((dataset): Target[] =>
    dataset.proton
      .filter((source) => source.object === object.name)
      .map(({ role }) => ({ dataset, role })),
  );
  const names = targets.map(({ dataset }) => dataset.name);
  const mains = targets.filter(({ role }) => role === 'main').map(({ dataset }) => dataset.name);
  for (const dataset of DATASETS) {
    if (names.includes(dataset.name)) continue;
    if (dataset.name === object.name) targets.push({ dataset, role: 'view' });
    else if (mains.includes(dataset.latestOf ?? '')) targets.push({ dataset, role: 'latest' });
    else if (mains.includes(followedBy(dataset) ?? '')) targets.push({ dataset, role: 'beside' });
  }
  return targets.sort((a, b) => ORDER.indexOf(a.role) - ORDER.indexOf(b.role));
}

const ORDER: readonly TargetRole[] = ['main', 'merged', 'view', 'latest', 'beside'];
