import type { NewRow } from '../../catalogue/index.ts';
import { cleanIp, cleanMac, type Instant, MICROS_PER_SECOND } from '../../core/index.ts';
import type { Reporter } from './context.ts';
import {
  amount,
  COUNT64,
  entries,
  flag,
  type Harvest,
  inner,
  instant,
  integer,
  list,
  missing,
  type Part,
  type Place,
  text,
  texts,
  wholeOf,
  wrong,
} from './reading/index.ts';
import { sweepObservation } from './sweep-observation.ts';
import { portFlags, portsOf } from './sweep-ports.ts';

const DAY = 86_400 * MICROS_PER_SECOND;

/** What all hosts of one sweep have in common. */
interface Sweep {
  readonly network: string | null;
  /** Null where the sweep tells no time. */
  readonly at: Instant | null;
}

/**
 * Sweeps (inventory §4.1, telemetry §1.7): summaries `{network, last_sweep, hosts: [{host, available,
 * first_seen, last_seen, icmp_status, port_results}]}`, one or several that belong together, or host
 * states by the names of their columns.
 *
 * | rule | here |
 * | --- | --- |
 * | several summaries in one payload | hosts of all, `network` and time of the last that tells them |
 * | `last_sweep`, in seconds | more than a day in the future: time of receipt; 0: that of the host, else receipt |
 * | SW-2 host, poller, agent, in this order | refused by the first that is missing; the others stay |
 * | SW-3 blank partition | `default`; empty lists, maps and texts are NULL |
 * | SW-5 first seen | kept least by the writer, per host |
 * | unanswered ping | no response time (0 there) |
 * | more than 512 port results, 256 open ports | cut, and said so in the metadata |
 * | SW-8 device of a host | an observation of source `sweep` |
 */
export function readSweep(payload: Place, reporter: Reporter, harvest: Harvest): void {
  const documents = Array.isArray(payload.value) ? entries(payload) : [payload];
  const summaries: Part[] = [];
  for (const document of documents) {
    harvest.attempt('sweep_host_states', document, (part) => {
      if (Object.hasOwn(part.members, 'host_ip')) addState(part, { reporter, harvest });
      else summaries.push(part);
    });
  }
  let sweep: Sweep = { network: null, at: null };
  const readable = summaries.filter((summary) => {
    const place = { value: summary.members, path: summary.path };
    return harvest.attempt('sweep_host_states', place, () => {
      const at = sweptAt(summary, reporter.receivedAt);
      sweep = { network: text(summary, 'network') ?? sweep.network, at: at ?? sweep.at };
    });
  });
  for (const summary of readable) {
    if (!Object.hasOwn(summary.members, 'hosts')) harvest.skip(summary, 'nothing_told');
    harvest.each('sweep_host_states', summary, 'hosts', (host) =>
      addHost(host, sweep, { reporter, harvest }),
    );
  }
}

interface Work {
  readonly reporter: Reporter;
  readonly harvest: Harvest;
}

function addHost(host: Part, sweep: Sweep, { reporter, harvest }: Work): void {
  const { receivedAt } = reporter;
  const identity = identityOf(host, 'host', reporter);
  const icmp = inner(host, 'icmp_status');
  const ports = portsOf(host, 'port_results');
  const available = flag(host, 'available');
  const seenAt = instant(host, 'last_seen');
  const at = sweep.at ?? (seenAt === null ? receivedAt : notAhead(seenAt, receivedAt));
  const roundTrip = icmp === null ? null : integer(icmp, 'round_trip', COUNT64);
  const answered = icmp !== null && flag(icmp, 'available') === true;
  const shown = icmp === null && ports === null ? null : answered || (ports?.openTold ?? 0) > 0;
  const row: NewRow<'sweep_host_states'> = {
    ...identity,
    network_cidr: sweep.network,
    icmp_available: icmp === null ? null : answered,
    icmp_response_time_ns: answered && roundTrip !== 0 ? roundTrip : null,
    icmp_packet_loss: icmp === null ? null : amount(icmp, 'packet_loss'),
    tcp_ports_scanned: ports?.scanned ?? null,
    tcp_ports_open: ports === null ? null : unlessEmpty(ports.open),
    port_scan_results: ports === null ? null : ports.results.map((one) => ({ ...one })),
    last_sweep_time: at,
    first_seen: instant(host, 'first_seen') ?? (available === true ? at : null),
    metadata: unlessBare({
      ...(ports === null ? {} : portFlags(ports)),
      ...otherwiseAvailable(available, shown),
    }),
  };
  const responseTime = integer(host, 'response_time', COUNT64);
  harvest.add('sweep_host_states', row, host);
  const observation = sweepObservation(row, { available, responseTime, ports });
  if (observation !== null) harvest.observe(observation, host);
}

function addState(state: Part, { reporter, harvest }: Work): void {
  const identity = identityOf(state, 'host_ip', reporter);
  const ports = portsOf(state, 'port_scan_results');
  const answered = flag(state, 'icmp_available');
  const roundTrip = integer(state, 'icmp_response_time_ns', COUNT64);
  const toldAt = instant(state, 'last_sweep_time') ?? reporter.receivedAt;
  const at = notAhead(toldAt, reporter.receivedAt);
  const open = portNumbers(state, 'tcp_ports_open');
  const available = answered === true || (open ?? ports?.open ?? []).length > 0;
  const metadata = { ...texts(state, 'metadata'), ...(ports === null ? {} : portFlags(ports)) };
  const row: NewRow<'sweep_host_states'> = {
    ...identity,
    network_cidr: text(state, 'network_cidr'),
    hostname: text(state, 'hostname'),
    mac: cleanMac(text(state, 'mac')),
    icmp_available: answered,
    icmp_response_time_ns: answered === false || roundTrip === 0 ? null : roundTrip,
    icmp_packet_loss: amount(state, 'icmp_packet_loss'),
    tcp_ports_scanned: portNumbers(state, 'tcp_ports_scanned') ?? ports?.scanned ?? null,
    tcp_ports_open: open ?? (ports === null ? null : unlessEmpty(ports.open)),
    port_scan_results: ports === null ? null : ports.results.map((one) => ({ ...one })),
    last_sweep_time: at,
    first_seen: instant(state, 'first_seen') ?? (available ? at : null),
    metadata: unlessBare(metadata),
  };
  harvest.add('sweep_host_states', row, state);
  const observation = sweepObservation(row, { available, responseTime: roundTrip, ports });
  if (observation !== null) harvest.observe(observation, state);
}

/** Host, poller and agent, looked for in this order (SW-2). */
function identityOf(part: Part, name: string, reporter: Reporter) {
  const host = text(part, name) ?? missing(part, name);
  return {
    host_ip: cleanIp(host) ?? host,
    poller_id: text(part, 'poller_id') ?? reporter.pollerId ?? missing(part, 'poller_id'),
    agent_id: text(part, 'agent_id') ?? reporter.agentId ?? missing(part, 'agent_id'),
    partition: text(part, 'partition') ?? reporter.partition,
  };
}

function portNumbers(part: Part, name: string): number[] | null {
  const ports = list(part, name).map((place) => {
    const port = Number(wholeOf(place.value) ?? -1n);
    if (port < 0 || port > 65_535) throw wrong(place, 'the number of a port');
    return port;
  });
  return unlessEmpty(ports);
}

function unlessEmpty<T extends readonly unknown[]>(values: T): T | null {
  return values.length === 0 ? null : values;
}

function unlessBare<T extends object>(map: T): T | null {
  return Object.keys(map).length === 0 ? null : map;
}

/** What the columns of pings and ports do not show is kept beside them. */
function otherwiseAvailable(told: boolean | null, shown: boolean | null): { available?: string } {
  return told === null || told === shown ? {} : { available: String(told) };
}

function sweptAt(summary: Part, receivedAt: Instant): Instant | null {
  const seconds = Number(integer(summary, 'last_sweep', COUNT64) ?? 0);
  return seconds === 0 ? null : notAhead(seconds * MICROS_PER_SECOND, receivedAt);
}

function notAhead(at: Instant, receivedAt: Instant): Instant {
  return at > receivedAt + DAY ? receivedAt : at;
}
