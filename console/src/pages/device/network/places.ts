import type { DrawnNode } from './elements.ts';

/** Where a node of the picture lies. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

/**
 * Places of nodes on ellipses around the middle, one for each step from there: a picture is wider than it is
 * high, and so are the names below the nodes.
 */
export function placesOf(
  nodes: readonly Pick<DrawnNode, 'id' | 'depth'>[],
  { width, height }: { readonly width: number; readonly height: number },
): ReadonlyMap<string, Place> {
  const rings = new Map<number, string[]>();
  for (const { id, depth } of nodes) rings.set(depth, [...(rings.get(depth) ?? []), id]);
  const deepest = Math.max(1, ...rings.keys());
  const places = new Map<string, Place>();
  for (const [ring, ids] of rings) {
    const share = ring / deepest;
    for (const [place, id] of ids.entries()) {
      // Every other ring is turned by half a step, so that fewer lines run through nodes.
      const angle = (2 * Math.PI * (place + (ring % 2 === 0 ? 0.5 : 0))) / ids.length - Math.PI / 2;
      places.set(id, {
        x: (width / 2) * (1 + share * Math.cos(angle)),
        y: (height / 2) * (1 + share * Math.sin(angle)),
      });
    }
  }
  return places;
}
