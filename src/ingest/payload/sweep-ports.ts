import type { Integer64 } from '../../catalogue/index.ts';
import {
  COUNT64,
  flag,
  integer,
  list,
  type Part,
  partOf,
  requiredInteger,
  text,
  UINT16,
} from './reading/index.ts';

/** What is kept of one host's ports (telemetry §1.7, SW-8). */
const MOST_RESULTS = 512;
const MOST_OPEN = 256;

export interface PortResult {
  readonly port: number;
  readonly available: boolean;
  /** Nanoseconds; only of ports that answered. */
  readonly response_time?: number | string;
  readonly service?: string;
}

/** The ports of one host. */
export interface Ports {
  /** How many were told. */
  readonly told: number;
  readonly scanned: readonly number[];
  readonly open: readonly number[];
  /** How many were open, kept or not. */
  readonly openTold: number;
  readonly results: readonly PortResult[];
}

/** Reads the list of port results that a member holds; null where it holds none. */
export function portsOf(host: Part, name: string): Ports | null {
  const all = list(host, name).map((place) => resultOf(partOf(place)));
  if (all.length === 0) return null;
  const results = all.slice(0, MOST_RESULTS);
  const open = all.filter((one) => one.available).map((one) => one.port);
  return {
    told: all.length,
    scanned: results.map((one) => one.port),
    open: open.slice(0, MOST_OPEN),
    openTold: open.length,
    results,
  };
}

/** Whether anything was left out, as texts (telemetry §1.7). */
export function portFlags(ports: Ports): { [name: string]: string } {
  return {
    port_results_truncated: String(ports.told > ports.results.length),
    port_results_retained: String(ports.results.length),
    open_ports_truncated: String(ports.openTold > ports.open.length),
  };
}

function resultOf(result: Part): PortResult {
  const available = flag(result, 'available') ?? false;
  const time = integer(result, 'response_time', COUNT64);
  const service = text(result, 'service');
  return {
    port: requiredInteger(result, 'port', UINT16),
    available,
    ...(available && time !== null && time !== 0 ? { response_time: plain(time) } : {}),
    ...(service === null ? {} : { service }),
  };
}

const plain = (value: Integer64) => (typeof value === 'bigint' ? value.toString() : value);
