import cytoscape, { type Core, type StylesheetJson } from 'cytoscape';
import { useEffect, useMemo, useRef } from 'react';
import type { TopologyGraph } from '../../../../../src/contract/index.ts';
import { useAppearance } from '../../../preferences/index.ts';
import { type Drawing, drawingOf } from './elements.ts';
import { placesOf } from './places.ts';

export interface GraphProps {
  readonly graph: TopologyGraph;
  readonly deviceId: string;
  /** A device was chosen. */
  readonly onOpen: (deviceId: string) => void;
}

/**
 * The library would write a style sheet into the page, which the content policy forbids, unless an
 * element has this id: then it takes it for its own. Ours is in the files of the console.
 */
const STYLE_ID = '__________cytoscape_stylesheet';

/** A picture of what is connected. The list beside it says the same to who cannot see it. */
export default function Graph({ graph, deviceId, onOpen }: GraphProps) {
  const container = useRef<HTMLDivElement>(null);
  const drawn = useRef<Core>(undefined);
  const opener = useRef(onOpen);
  useEffect(() => {
    opener.current = onOpen;
  });
  const appearance = useAppearance();
  const text = useMemo(() => JSON.stringify(drawingOf(graph, deviceId)), [graph, deviceId]);
  useEffect(() => {
    if (container.current === null) return;
    const core = draw(container.current, JSON.parse(text) as Drawing);
    core.on('tap', 'node[?isDevice]', ({ target }) => opener.current(target.id()));
    drawn.current = core;
    return () => core.destroy();
  }, [text]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the colours are those of the appearance.
  useEffect(() => {
    if (container.current !== null) drawn.current?.style(looks(container.current));
  }, [appearance, text]);
  return (
    <div id={STYLE_ID} className="topology" aria-hidden="true">
      <div className="topology-canvas" ref={container} />
    </div>
  );
}

function draw(container: HTMLDivElement, { nodes, edges }: Drawing): Core {
  const { clientWidth: width, clientHeight: height } = container;
  const places = placesOf(nodes, { width, height });
  return cytoscape({
    container,
    elements: [...nodes, ...edges].map((data) => ({ data: { ...data } })),
    style: looks(container),
    layout: {
      name: 'preset',
      positions: Object.fromEntries(places),
      fit: true,
      padding: 32,
    },
    // The page scrolls over it.
    userZoomingEnabled: false,
    boxSelectionEnabled: false,
    maxZoom: 1.25,
  });
}

/** How nodes and lines look, in the colours of the page: state is a shape too. */
function looks(container: HTMLElement): StylesheetJson {
  const style = getComputedStyle(container);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  const node = (look: string, shape: cytoscape.Css.NodeShape, fill: string) => ({
    selector: `node[look = "${look}"]`,
    style: { shape, 'background-color': colour(fill), 'border-color': colour(fill) },
  });
  return [
    {
      selector: 'node',
      style: {
        label: 'data(label)',
        width: 18,
        height: 18,
        'border-width': 2,
        'font-size': 12,
        'font-family': style.fontFamily,
        color: colour('--text'),
        'text-valign': 'bottom',
        'text-margin-y': 4,
        'text-max-width': '160px',
        'text-wrap': 'ellipsis',
        'text-background-color': colour('--surface'),
        'text-background-opacity': 0.8,
      },
    },
    {
      selector: 'edge',
      style: {
        label: 'data(label)',
        width: 1.5,
        'line-color': colour('--line-strong'),
        'curve-style': 'straight',
        'font-size': 11,
        'font-family': style.fontFamily,
        color: colour('--muted'),
        'text-background-color': colour('--surface'),
        'text-background-opacity': 1,
      },
    },
    node('online', 'ellipse', '--ok'),
    node('offline', 'rectangle', '--fail'),
    node('silent', 'ellipse', '--muted'),
    node('foreign', 'diamond', '--line-strong'),
    node('middle', 'round-rectangle', '--accent'),
  ];
}
