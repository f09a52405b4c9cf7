import type { Heartbeat } from '../../../src/contract/index.ts';
import { ago } from '../../support/device-world.ts';

/*
 * Stores that are as full as a large network, told as their sources would tell it: over HTTP. What the
 * console must then show, in its order, is computed here and asked of nobody.
 */

/** Observations, heartbeats or checks of one request. */
const BATCH = 20_000;

const KINDS = ['switch', 'router', 'server', 'printer'];

/** What can be checked of a device. */
export const CAPABILITIES = [
  ...['bgp', 'dns', 'http', 'https', 'icmp', 'lldp', 'netflow', 'ntp', 'snmp', 'ssh', 'syslog'],
  'sysmon',
];

const CHECKS = ['icmp', 'snmp', 'http', 'dns', 'tcp'];

const digits = (value: number, length: number) => String(value).padStart(length, '0');

/** The partition and the address of a device. */
const placeOf = (device: number) => ({
  partition: device % 4 === 0 ? 'east' : 'default',
  ip: `10.${40 + (device >> 16)}.${(device >> 8) & 255}.${device & 255}`,
});

const idOf = (device: number) => {
  const { partition, ip } = placeOf(device);
  return `${partition}:${ip}`;
};

async function send(url: string, type: string, body: string): Promise<void> {
  const answer = await fetch(url, { method: 'POST', headers: { 'content-type': type }, body });
  const text = await answer.text();
  // What a request could not use is told in an answer of success.
  const { rejected_count = 0, skipped_total = 0 } = answer.ok ? JSON.parse(text) : {};
  if (answer.ok && rejected_count === 0 && skipped_total === 0) return;
  throw new Error(`${url} answers ${answer.status}: ${text}`);
}

async function sendLines<T>(url: string, count: number, lineOf: (index: number) => T) {
  for (let from = 0; from < count; from += BATCH) {
    const size = Math.min(BATCH, count - from);
    const lines = Array.from({ length: size }, (_, place) => JSON.stringify(lineOf(from + place)));
    await send(url, 'application/x-ndjson', lines.join('\n'));
  }
}

/** Tells a store of so many devices. Answers their ids in the order of the ids. */
export async function observeDevices(url: string, devices: number): Promise<readonly string[]> {
  await sendLines(`${url}/api/observations`, devices, (device) => ({
    ...placeOf(device),
    ...{ source: device % 2 === 0 ? 'snmp' : 'mapper', agent_id: 'agent-1', poller_id: 'poller-1' },
    ...{ timestamp: ago(7_200_000 + device * 100), hostname: `host-${digits(device, 6)}` },
    is_available: device % 10 > 0,
    metadata: { device_type: KINDS[device % KINDS.length], site: 'fra1' },
  }));
  return Array.from({ length: devices }, (_, device) => idOf(device)).sort();
}

/** Tells a store what the first devices can do. Answers their ids in the order of the matrix. */
export async function checkCapabilities(url: string, devices: number): Promise<readonly string[]> {
  const each = CAPABILITIES.length;
  await sendLines(`${url}/api/capabilities`, devices * each, (check) => {
    const device = Math.floor(check / each);
    const state = ['ok', 'ok', 'ok', 'ok', 'degraded', 'failed', 'unknown'][(check * 5) % 7];
    return {
      ...{ device_id: idOf(device), capability: CAPABILITIES[check % each], state },
      ...{ last_checked: ago(60_000 + check * 100), service_id: 'agent-1', service_type: 'agent' },
      ...(state === 'failed' ? { failure_reason: 'no answer within 2 s' } : {}),
    };
  });
  return Array.from({ length: devices }, (_, device) => idOf(device)).sort();
}

/** How many pollers there are, agents of each, and checkers of each agent. */
export interface Branches {
  readonly pollers: number;
  readonly agents: number;
  readonly checkers: number;
}

/** Lets pollers, agents and checkers report. Answers their ids in the order of the tree. */
export async function reportServices(url: string, branches: Branches): Promise<readonly string[]> {
  const heartbeats: Heartbeat[] = [];
  for (let poller = 0; poller < branches.pollers; poller++) {
    const poller_id = `poller-${digits(poller, 3)}`;
    heartbeats.push({ type: 'poller', id: poller_id });
    for (let agent = 0; agent < branches.agents; agent++) {
      const agent_id = `${poller_id}-agent-${digits(agent, 2)}`;
      heartbeats.push({ type: 'agent', id: agent_id, poller_id });
      for (let checker = 0; checker < branches.checkers; checker++) {
        const checker_kind = CHECKS[checker % CHECKS.length] ?? '';
        const id = `${agent_id}-check-${digits(checker, 2)}`;
        heartbeats.push({ type: 'checker', id, agent_id, poller_id, checker_kind });
      }
    }
  }
  await send(`${url}/api/registry/heartbeats`, 'application/json', JSON.stringify({ heartbeats }));
  return heartbeats.map(({ id }) => id);
}
