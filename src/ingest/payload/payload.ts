import type { DatasetName, DatasetUse } from '../../catalogue/index.ts';
import { JsonFault, parseExactJson } from '../../core/index.ts';
import { type PayloadContext, type Reporter, reporterOf } from './context.ts';
import { openEnvelope } from './envelope.ts';
import { readIcmp } from './icmp.ts';
import { readInterfaces } from './interfaces.ts';
import { readNetflow } from './netflow.ts';
import {
  createHarvest,
  documentsOf,
  type Harvest,
  type Part,
  type PayloadRows,
  type Place,
  partOf,
  Unreadable,
} from './reading/index.ts';
import { readRperf } from './rperf.ts';
import { readServiceStatus } from './service-status.ts';
import { readSnmp } from './snmp.ts';
import { readSweep } from './sweep.ts';
import { readSysmon } from './sysmon.ts';
import { readTopology } from './topology.ts';

interface Kind {
  /** The datasets of which its payloads may hold rows; the first stands for the whole payload. */
  readonly datasets: readonly [DatasetName, ...DatasetName[]];
  readonly read: (content: Place, reporter: Reporter, harvest: Harvest) => void;
}

/** A kind whose payloads are objects. */
const object =
  (read: (part: Part, reporter: Reporter, harvest: Harvest) => void): Kind['read'] =>
  (content, reporter, harvest) =>
    read(partOf(content), reporter, harvest);

const KINDS = {
  sysmon: {
    datasets: [
      'cpu_metrics',
      'cpu_cluster_metrics',
      'disk_metrics',
      'memory_metrics',
      'process_metrics',
      'device_capabilities',
    ],
    read: object(readSysmon),
  },
  snmp: { datasets: ['timeseries_metrics', 'device_capabilities'], read: object(readSnmp) },
  icmp: { datasets: ['timeseries_metrics', 'device_capabilities'], read: readIcmp },
  rperf: { datasets: ['rperf_metrics'], read: object(readRperf) },
  sweep: { datasets: ['sweep_host_states'], read: readSweep },
  interfaces: { datasets: ['discovered_interfaces'], read: readInterfaces },
  topology: { datasets: ['topology_discovery_events'], read: readTopology },
  'service-status': { datasets: ['service_status', 'services'], read: readServiceStatus },
  netflow: { datasets: ['netflow_metrics'], read: readNetflow },
} as const satisfies { readonly [name: string]: Kind };

export type PayloadKind = keyof typeof KINDS;

export const PAYLOAD_KINDS = Object.keys(KINDS) as readonly PayloadKind[];

export function isPayloadKind(name: string): name is PayloadKind {
  return Object.hasOwn(KINDS, name);
}

/** What payloads become. */
export const PAYLOAD_USES: readonly DatasetUse[] = [
  {
    kind: 'writer',
    part: 'payloads of the old system',
    datasets: [
      ...new Set(Object.values(KINDS).flatMap((kind): readonly DatasetName[] => kind.datasets)),
    ],
  },
];

/**
 * Rows of a payload as the checkers, agents and pollers of the old system send it, by its rules,
 * corrected where they were wrong; each reader tells which. A record that cannot be read is refused
 * by its path and does not harm the others; members that a kind does not know are ignored. Never
 * throws, whatever the payload is.
 *
 * `payload` is parsed JSON in which whole numbers beyond 2^53 are `bigint`, or its text; a text may
 * hold several documents back to back, which count as a list of them (SW-8).
 */
export function rowsOfPayload(
  kind: PayloadKind,
  payload: unknown,
  context: PayloadContext,
): PayloadRows {
  const { datasets, read }: Kind = KINDS[kind];
  const { value, fault } = parsed(payload);
  const harvest = createHarvest(value, context.ignores);
  harvest.guard(datasets[0], [], () => {
    if (fault !== undefined) throw fault;
    const opened = openEnvelope({ value, path: [] }, context);
    read(opened.content, reporterOf(opened.context), harvest);
  });
  return harvest.result();
}

interface Parsed {
  /** What stands in the text; the text itself where that is no JSON. */
  readonly value: unknown;
  readonly fault?: Unreadable;
}

/** Text parsed, that in an envelope too, so that a record of it can be told apart from the rest. */
function parsed(payload: unknown): Parsed {
  const outer = typeof payload === 'string' ? documentsIn(payload) : { value: payload };
  const { content } = openEnvelope({ value: outer.value, path: [] }, NOBODY);
  if (typeof content.value !== 'string' || content.path.length === 0) return outer;
  const { value, fault } = documentsIn(content.value);
  const whole = { ...(outer.value as object), data: value };
  return fault === undefined ? { value: whole } : { value: whole, fault };
}

const NOBODY: PayloadContext = { receivedAt: 0 };

function documentsIn(text: string): Parsed {
  try {
    const [first, ...more] = documentsOf(text).map(parseExactJson);
    return { value: more.length === 0 ? (first ?? null) : [first, ...more] };
  } catch (fault) {
    if (!(fault instanceof JsonFault)) throw fault;
    const message = `the payload is no JSON: ${fault.message}`;
    return { value: text, fault: new Unreadable([], 'bad_value', message) };
  }
}
