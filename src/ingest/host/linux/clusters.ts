import { readNumber } from './files.ts';

/** Where a core is and how strong it is. */
export interface CoreTopology {
  readonly core: number;
  /** Physical package (socket); null where the kernel does not know. */
  readonly packageId: number | null;
  /** Strength relative to the strongest core of the host, 1024 for that one. */
  readonly capacity: number | null;
}

export async function readTopology(core: number): Promise<CoreTopology> {
  const folder = `/sys/devices/system/cpu/cpu${core}`;
  const packageId = await readNumber(`${folder}/topology/physical_package_id`);
  return {
    core,
    packageId: packageId !== null && packageId >= 0 ? packageId : null,
    capacity: await readNumber(`${folder}/cpu_capacity`),
  };
}

/**
 * Names the cluster of each core: its package, and on a package with cores of different strength
 * also their kind. The strongest are `performance`, the weakest `efficiency`, and what lies between
 * `middle`. A core whose package is not known belongs to no cluster.
 */
export function clusterNames(topology: readonly CoreTopology[]): ReadonlyMap<number, string> {
  const names = new Map<number, string>();
  for (const { core, packageId, capacity } of topology) {
    if (packageId === null) continue;
    const capacities = topology
      .filter((other) => other.packageId === packageId)
      .map((other) => other.capacity);
    names.set(core, `package${packageId}${kindOf(capacity, capacities)}`);
  }
  return names;
}

function kindOf(capacity: number | null, all: readonly (number | null)[]): string {
  const known = all.filter((one) => one !== null);
  const strongest = Math.max(...known);
  const weakest = Math.min(...known);
  if (capacity === null || known.length < all.length || strongest === weakest) return '';
  if (capacity === strongest) return '-performance';
  return capacity === weakest ? '-efficiency' : '-middle';
}
