import { PAYLOAD_KINDS, type PayloadKind, rowsOfPayload } from '../../../src/ingest/index.ts';
import type { Random } from '../../../src/ingest/load/random.ts';
import { buildServer } from '../../../src/server/index.ts';
import { samplesAt } from '../../ingest/payload/samples.ts';
import { mutateBytes, mutateText } from '../mutate.ts';
import {
  type MakeReceiver,
  post,
  readAnswer,
  type Sent,
  serverParts,
  shown,
  type Told,
} from '../receiver.ts';
import { NOW } from '../record.ts';

/** Payloads of the old system over HTTP. */
export const makePayload: MakeReceiver = async (target) => {
  const app = buildServer(serverParts(target));
  let sent: Sent | undefined;
  return {
    async send(random) {
      const kind = random.pick(PAYLOAD_KINDS);
      const text = textOf(kind, random);
      const payload =
        random.below(12) === 0 ? mutateBytes(Buffer.from(text), random) : Buffer.from(text);
      const url = `/api/ingest/payload/${kind}?${random.pick(WHO)}`;
      sent = { url, payload, headers: { 'content-type': 'application/json' } };
      const { bytes } = await post(app, sent);
      const answer = readAnswer(bytes);
      if (answer.whole !== undefined || answer.records > 0) return { ...answer, made: undefined };
      return { ...answer, made: undefined, left: leftOf(kind, payload.toString('utf8'), url) };
    },
    last: () => shown(sent),
    close: () => app.close(),
  };
};

const WHO = [
  'poller_id=poller-1&agent_id=agent-1&partition=east&service_name=gateway&source_ip=192.0.2.9',
  'poller_id=poller-1&agent_id=agent-1',
  'agent_id=%00&partition=%20',
  '',
];

/** Why a payload has no row: asked of its reader, which says so, or tells of a device alone. */
function leftOf(kind: PayloadKind, text: string, url: string): Told['left'] {
  const query = new URLSearchParams(url.split('?')[1]);
  const read = rowsOfPayload(kind, text, {
    receivedAt: NOW,
    pollerId: query.get('poller_id'),
    agentId: query.get('agent_id'),
    partition: query.get('partition'),
    sourceIp: query.get('source_ip'),
  });
  if (read.refused.length > 0) throw new Error('refused records were not told');
  const left = new Map<string, number>();
  for (const { reason } of read.skipped) left.set(reason, (left.get(reason) ?? 0) + 1);
  if (left.size > 0) return left;
  if (read.observations.length > 0) return new Map([['device_only', 1]]);
  if (!isWithoutRecords(kind, text))
    throw new Error('nothing became of a payload, without a reason');
  return new Map([['no_records', 1]]);
}

/** Whether a payload is an empty list or object, or one whose list is absent or empty. */
function isWithoutRecords(kind: PayloadKind, text: string): boolean {
  if (/^\s*(\[\s*\]|\{\s*\})\s*$/.test(text)) return true;
  return /\[\s*\]|null|\{\s*\}/.test(text) || kind === 'snmp';
}

/** The JSON of a payload with a list of its records, changed in some places or none. */
function textOf(kind: PayloadKind, random: Random): string {
  const at = NOW - random.below(300_000) * 1_000;
  let text = jsonOf(many(kind, samplesAt(at)[kind], 1 + random.below(80), random));
  for (let left = random.pick([0, 0, 1, 1, 2, 4]); left > 0; left--)
    text = mutateText(text, random);
  return random.below(40) === 0 ? random.pick(ODD) : text;
}

const ODD = [
  '',
  ' ',
  'null',
  '[]',
  '{}',
  '[[]]',
  '"x"',
  '7',
  '{}{}',
  '[{}]',
  '{"data":"{"}',
  '\u0000',
];

type Json = { readonly [name: string]: unknown };

/** The sample with its list of records made longer, each with another name. */
function many(kind: PayloadKind, sample: unknown, count: number, random: Random): unknown {
  const base = random.below(1_000_000);
  const list = (one: Json, names: readonly string[]) =>
    Array.from({ length: count }, (_, index) => ({
      ...one,
      ...Object.fromEntries(names.map((name) => [name, base + index])),
    }));
  const first = (from: unknown, name: string) => ((from as Json)[name] as readonly Json[])[0] ?? {};
  switch (kind) {
    case 'sysmon': {
      const { status } = sample as { readonly status: Json };
      const cpus = list(first(status, 'cpus'), ['core_id']);
      const processes = list(first(status, 'processes'), ['pid']);
      return { ...(sample as Json), status: { ...status, cpus, processes } };
    }
    case 'snmp':
      return Object.fromEntries(
        list((sample as Json)['core-switch'] as Json, []).map((one, index) => [
          `s${base + index}`,
          one,
        ]),
      );
    case 'icmp':
    case 'netflow':
      return list(sample as Json, [kind === 'icmp' ? 'response_time' : 'sequence_num']);
    case 'interfaces':
      return list((sample as readonly Json[])[0] ?? {}, ['ifIndex']);
    case 'rperf': {
      const { status } = sample as { readonly status: Json };
      return {
        ...(sample as Json),
        status: { ...status, results: list(first(status, 'results'), []) },
      };
    }
    case 'sweep':
      return { ...(sample as Json), hosts: list(first(sample, 'hosts'), ['response_time']) };
    case 'topology':
      return { topology: list(first(sample, 'topology'), ['local_ifIndex']) };
    case 'service-status':
      return {
        ...(sample as Json),
        services: list(first(sample, 'services'), ['kv_store_id']).map((one) => ({
          ...one,
          kv_store_id: String(base),
        })),
      };
  }
}

function jsonOf(value: unknown): string {
  return JSON.stringify(value, (_key, one: unknown) =>
    typeof one === 'bigint' ? Number(one) : one,
  );
}
