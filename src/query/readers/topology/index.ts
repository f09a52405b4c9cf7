export type { Edge } from './edge.ts';
export { type Graph, readTopology, readTopologyAround, TOPOLOGY_USE } from './graph.ts';
export { type PastReport, type ReportFilter, readReportHistory } from './history.ts';
export type { Node } from './node.ts';
export type { Port } from './port.ts';
