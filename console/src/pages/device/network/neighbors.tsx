import { lazy, Suspense } from 'react';
import type { TopologyGraph, TopologyNode } from '../../../../../src/contract/index.ts';
import { Availability, Failure, Instant, Progress, State } from '../../../controls/index.ts';
import { useTopology } from '../../../data/index.ts';
import { DASH } from '../../../format/index.ts';
import { Segments } from '../../../forms/index.ts';
import {
  changeParams,
  devicePath,
  navigate,
  useHref,
  usePlace,
  useView,
} from '../../../location/index.ts';
import { neighborRows } from './neighbor-rows.ts';

/** The library that draws comes only with this part of the page. */
const Graph = lazy(() => import('./graph.tsx'));

const DEPTHS = [
  { value: '1', title: 'Neighbours' },
  { value: '2', title: 'Two steps' },
  { value: '3', title: 'Three steps' },
] as const;

/** What the device is connected with: a picture, and the same as a list. */
export function Neighbors({ deviceId }: { readonly deviceId: string }) {
  const { params } = usePlace();
  const { live } = useView();
  const { value } = DEPTHS.find((one) => one.value === params.depth) ?? DEPTHS[0];
  const { value: graph, busy, outdated, fault, retry } = useTopology(deviceId, Number(value), live);
  return (
    <section className="section" aria-labelledby="neighbours">
      <h2 id="neighbours">Neighbours</h2>
      <Progress busy={busy && (graph === undefined || outdated)} />
      {fault !== undefined && <Failure fault={fault} retry={retry} />}
      {graph?.edges.length === 0 && (
        <p className="muted">
          No device told of a connection. They come with discovered neighbours (LLDP, CDP, BGP).
        </p>
      )}
      {graph !== undefined && graph.edges.length > 0 && (
        <>
          <Segments
            legend="How far the picture goes"
            name="depth"
            options={DEPTHS}
            chosen={value}
            onChoose={(depth) =>
              changeParams({ depth: depth === '1' ? null : depth }, { replace: true })
            }
          />
          <Picture graph={graph} deviceId={deviceId} />
          <NeighborList graph={graph} deviceId={deviceId} />
        </>
      )}
    </section>
  );
}

interface PartProps {
  readonly graph: TopologyGraph;
  readonly deviceId: string;
}

function Picture({ graph, deviceId }: PartProps) {
  const href = useHref();
  return (
    <>
      <Suspense fallback={<div className="topology" />}>
        <Graph
          graph={graph}
          deviceId={deviceId}
          onOpen={(id) => navigate(href(devicePath(id), { part: 'network' }))}
        />
      </Suspense>
      {graph.truncated && <p className="note">More are connected than the picture can show.</p>}
    </>
  );
}

function NeighborList({ graph, deviceId }: PartProps) {
  return (
    <div className="scroll-x">
      <table className="plain-table">
        <thead>
          <tr>
            <th scope="col">Neighbour</th>
            <th scope="col">State</th>
            <th scope="col">Port here</th>
            <th scope="col">Port there</th>
            <th scope="col">Protocol</th>
            <th scope="col">Known by</th>
            <th scope="col" className="numeric">
              Last told
            </th>
          </tr>
        </thead>
        <tbody>
          {neighborRows(graph, deviceId).map((row) => (
            <tr key={row.key}>
              <th scope="row">
                <Neighbor node={row.neighbor} />
              </th>
              <td>
                {row.neighbor.kind === 'device' ? (
                  <Availability isAvailable={row.neighbor.is_available} />
                ) : (
                  <State condition="unknown">
                    {row.neighbor.kind === 'ambiguous' ? 'Ambiguous' : 'No device'}
                  </State>
                )}
              </td>
              <td>{row.port ?? DASH}</td>
              <td>{row.neighborPort ?? DASH}</td>
              <td>{row.protocol}</td>
              <td title={row.disputed.length > 0 ? `Disputed: ${words(row.disputed)}` : undefined}>
                {words(row.evidence) || DASH}
                {row.disputed.length > 0 && ', disputed'}
              </td>
              <td className="numeric">
                <Instant at={row.lastSeen} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const words = (kinds: readonly string[]): string =>
  kinds.map((kind) => kind.replaceAll('_', ' ')).join(', ');

function Neighbor({ node }: { readonly node: TopologyNode }) {
  const href = useHref();
  const link = (id: string, label: string) => (
    <a key={id} href={href(devicePath(id), { part: 'network' })}>
      {label}
    </a>
  );
  if (node.kind === 'device') return link(node.id, node.label);
  if (node.candidates.length === 0) return node.label;
  return (
    <>
      {node.label}: {node.candidates.map((id) => link(id, id))}
    </>
  );
}
