import { type RegistryService, SERVICE_TYPES } from '../../../../src/contract/index.ts';
import type { ServiceName } from '../../data/index.ts';

/** A line of the tree: a poller, an agent below its poller, a checker below its agent. */
export interface TreeLine extends ServiceName {
  /** Type and id in one text. */
  readonly key: string;
  /** 0 at the root. */
  readonly depth: number;
  /** Undefined for one that stands here only because one below it matches. */
  readonly service: RegistryService | undefined;
  /** Lines right below it, folded or not. */
  readonly children: number;
  readonly folded: boolean;
}

/** A service as a key: `poller/edge-1`. */
export const keyOf = ({ type, id }: ServiceName): string => `${type}/${id}`;

/** Reads what `keyOf` wrote; undefined for anything else. */
export function readKey(text: string | undefined): ServiceName | undefined {
  const slash = text?.indexOf('/') ?? -1;
  const type = SERVICE_TYPES.find((one) => one === text?.slice(0, slash));
  const id = text?.slice(slash + 1) ?? '';
  return type === undefined || id === '' ? undefined : { type, id };
}

/** The line to which a service belongs; undefined for a poller. */
export function parentOf(service: RegistryService): ServiceName | undefined {
  const { type, parent_id: id } = service;
  if (type === 'poller' || id === null || id === '') return undefined;
  return { type: type === 'checker' ? 'agent' : 'poller', id };
}

interface Node extends ServiceName {
  service: RegistryService | undefined;
  parent: string | undefined;
  readonly below: Node[];
}

/** How the lines of one parent are ordered. */
export type Compare = (one: TreeLine, other: TreeLine) => number;

/**
 * The lines of the tree in their order. Whoever is not among the services, but has one below it, gets a
 * line all the same, so that every service stands where it belongs.
 */
export function treeLines(
  services: readonly RegistryService[],
  options: { readonly compare: Compare; readonly isFolded: (key: string) => boolean },
): readonly TreeLine[] {
  const { compare, isFolded } = options;
  const below = (nodes: readonly Node[], depth: number): TreeLine[] =>
    nodes
      .map((node) => {
        const { type, id, service } = node;
        const key = keyOf(node);
        const children = node.below.length;
        const folded = children > 0 && isFolded(key);
        return { line: { key, type, id, depth, service, children, folded }, node };
      })
      .sort((one, other) => compare(one.line, other.line))
      .flatMap(({ line, node }) => [line, ...(line.folded ? [] : below(node.below, depth + 1))]);
  return below(nodesOf(services), 0);
}

/** Puts services below each other; answers those at the root. */
function nodesOf(services: readonly RegistryService[]): readonly Node[] {
  const nodes = new Map<string, Node>();
  const nodeOf = (name: ServiceName): Node => {
    const known = nodes.get(keyOf(name));
    if (known !== undefined) return known;
    const made = { ...name, service: undefined, parent: undefined, below: [] };
    nodes.set(keyOf(name), made);
    return made;
  };
  for (const service of services) {
    const { type, id } = service;
    const node = nodeOf({ type: type as ServiceName['type'], id });
    node.service = service;
    const parent = parentOf(service);
    if (parent === undefined) continue;
    node.parent = keyOf(parent);
    // The poller of an agent that does not match is told by its checker.
    if (parent.type === 'agent') nodeOf(parent).parent ??= pollerKey(service.poller_id);
  }
  for (const key of [...nodes.values()].flatMap(({ parent }) => parent ?? [])) {
    const name = readKey(key);
    if (name !== undefined) nodeOf(name);
  }
  const roots: Node[] = [];
  for (const node of nodes.values()) {
    const parent = node.parent === undefined ? undefined : nodes.get(node.parent);
    if (parent === undefined) roots.push(node);
    else parent.below.push(node);
  }
  return roots;
}

const pollerKey = (id: string) => (id === '' ? undefined : keyOf({ type: 'poller', id }));
