import { cleanIp, type Instant, type JsonObject, repairText } from '../../core/index.ts';
import type { Reporter } from './context.ts';
import {
  flag,
  type Harvest,
  inner,
  instant,
  json,
  member,
  missing,
  type Part,
  type Place,
  partOf,
  requiredText,
  text,
} from './reading/index.ts';
import { readRecords } from './records.ts';
import { reporterObservation } from './reporter-device.ts';

/** Longer details are replaced by a preview of themselves. */
const MOST_DETAILS = 9 * 1_024 * 1_024;
const PREVIEW = 256;

/** The flags of a service's configuration that are kept; anything else may be a secret. */
const CONFIG_FLAGS = [
  'service_type',
  'kv_store_id',
  'kv_enabled',
  'kv_configured',
  'rbac_configured',
  'tls_configured',
];

/**
 * Reports of pollers on their services (inventory SR-32 to SR-36, telemetry §1.7): one, a list, or
 * `{poller_id, agent_id, partition, source_ip, timestamp, services: […]}`.
 *
 * | rule | here |
 * | --- | --- |
 * | SR-32 blank poller id | the reporter's stands in; then refused, the others stay |
 * | SR-32 no time | that of the report, else receipt |
 * | SR-32 details raw JSON or NULL | as text; what is no JSON becomes `{"message": …}` (telemetry §1.9) |
 * | details beyond 9 MiB → a stub escaped by hand (defect) | the same stub, by an encoder |
 * | SR-35 configuration | a row of `services` with its flags alone, never with what may be secret |
 * | SR-36 device of the report | an observation, where partition and source address are known |
 */
export function readServiceStatus(payload: Place, context: Reporter, harvest: Harvest): void {
  const report = Array.isArray(payload.value) ? null : partOf(payload);
  const reports = report !== null && Object.hasOwn(report.members, 'services');
  const reporter = reports ? reporterIn(report, context) : { ...context, reportedAt: null };
  const kind = { dataset: 'service_status', member: 'services' } as const;
  readRecords(kind, payload, harvest, (service) => readService(service, reporter, harvest));
  const device = reporterObservation(reporter, reporter.reportedAt ?? reporter.receivedAt);
  if (reports && device !== null) harvest.observe(device);
}

interface ServiceReporter extends Reporter {
  readonly reportedAt: Instant | null;
}

/** What a report says of its sender is stronger than what the connection says. */
function reporterIn(report: Part, context: Reporter): ServiceReporter {
  return {
    ...context,
    pollerId: text(report, 'poller_id') ?? context.pollerId,
    agentId: text(report, 'agent_id') ?? context.agentId,
    partition: text(report, 'partition') ?? context.partition,
    sourceIp: cleanIp(text(report, 'source_ip')) ?? context.sourceIp,
    reportedAt: instant(report, 'timestamp'),
  };
}

function readService(service: Part, reporter: ServiceReporter, harvest: Harvest): void {
  const common = {
    timestamp: instant(service, 'timestamp') ?? reporter.reportedAt ?? reporter.receivedAt,
    poller_id: text(service, 'poller_id') ?? reporter.pollerId ?? missing(service, 'poller_id'),
    agent_id: text(service, 'agent_id') ?? reporter.agentId,
    service_name: requiredText(service, 'service_name'),
    service_type: text(service, 'service_type'),
    partition: text(service, 'partition') ?? reporter.partition,
  };
  const config = configOf(service);
  const report = {
    available: flag(service, 'available') ?? missing(service, 'available'),
    message: text(service, 'message'),
    details: detailsOf(service),
  };
  harvest.add('service_status', { ...common, ...report }, service);
  if (config !== null) harvest.add('services', { ...common, config }, service);
}

/** Null for a service that declares nothing. */
function configOf(service: Part): JsonObject | null {
  const config = inner(service, 'config');
  const id = text(service, 'kv_store_id');
  if (config === null && id === null) return null;
  const told = CONFIG_FLAGS.flatMap((name): [string, string][] => {
    const value = config === null ? null : member(config, name).value;
    return ['string', 'boolean', 'number'].includes(typeof value) ? [[name, String(value)]] : [];
  });
  return { ...(id === null ? {} : { kv_store_id: id }), ...Object.fromEntries(told) };
}

function detailsOf(service: Part): string | null {
  const value = json(service, 'details');
  if (value === null) return null;
  if (typeof value !== 'string') return bounded(JSON.stringify(value));
  if (value.trim() === '') return null;
  return bounded(isJson(value) ? value : JSON.stringify({ message: repairText(value) }));
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** The text, or a stub with its beginning. */
function bounded(details: string): string {
  const bytes = Buffer.from(details, 'utf8');
  if (bytes.length <= MOST_DETAILS) return details;
  // A character that the cut tears apart becomes a mark at the end, which goes.
  const preview = bytes
    .subarray(0, PREVIEW)
    .toString('utf8')
    .replace(/\ufffd+$/, '');
  return JSON.stringify({
    truncated: true,
    original_size: bytes.length,
    stored_size: Buffer.byteLength(preview),
    preview,
  });
}
