import { capabilityRow, type NewRow } from '../../catalogue/index.ts';
import { cleanIp, cleanText, type JsonObject } from '../../core/index.ts';
import { deviceIdOf, type Reporter } from './context.ts';
import {
  flag,
  type Harvest,
  Idle,
  inner,
  instant,
  json,
  member,
  membersOf,
  type Part,
  smallInteger,
  text,
  UINT31,
  wholeOf,
} from './reading/index.ts';
import { readMetricName } from './snmp-name.ts';

/**
 * Results of the SNMP checker (telemetry §1.2): an object by the names of targets, each `{available,
 * host_ip, last_poll, oid_status: {<name>: {last_value, last_update, error_count, last_error}}}`.
 *
 * | rule | here |
 * | --- | --- |
 * | an error object `{message}` or `{error}` | no targets: `unavailable` |
 * | target with `available` false | no rows: `unavailable` |
 * | device | `<partition>:<host_ip>`, the target's name where it has no address |
 * | time of a row | `last_update` of the OID, else receipt |
 * | name and interface | {@link readMetricName}; no interface is NULL (0 there) |
 * | value that is no number → 0 (defect) | NULL, and its text as `last_value` in the metadata |
 * | counters of 64 bits | beyond 2^53 the exact digits are `exact_value` in the metadata |
 * | OID that never had a value | no row: `nothing_told` |
 * | capability `snmp` of the target | checked with each poll that tells whether it is available |
 * | the same value polled again (defect) | the same row, so stored once: its metadata leave out `last_poll`, which alone differs |
 */
export function readSnmp(payload: Part, reporter: Reporter, harvest: Harvest): void {
  if (isErrorObject(payload)) throw new Idle('unavailable');
  for (const [name, place] of membersOf(payload)) {
    harvest.attempt('timeseries_metrics', place, (target) =>
      readTarget(name, target, { reporter, harvest }),
    );
  }
}

function isErrorObject(payload: Part): boolean {
  return ['message', 'error'].some((name) => typeof member(payload, name).value === 'string');
}

interface Work {
  readonly reporter: Reporter;
  readonly harvest: Harvest;
}

function readTarget(name: string, target: Part, { reporter, harvest }: Work): void {
  const { partition, pollerId, agentId } = reporter;
  const told = text(target, 'host_ip') ?? cleanText(name);
  const address = cleanIp(told) ?? told;
  const available = flag(target, 'available');
  if (available !== null && address !== null) {
    const check = { available, address, reporter };
    harvest.add('device_capabilities', checkOf(target, check), target);
  }
  if (available === false) throw new Idle('unavailable');
  const statuses = inner(target, 'oid_status');
  if (statuses === null) throw new Idle('nothing_told');
  for (const [oid, place] of membersOf(statuses)) {
    harvest.attempt('timeseries_metrics', place, (status) => {
      const reading = readingOf(oid, status);
      if (reading === null) throw new Idle('nothing_told');
      const row = {
        ...reading,
        timestamp: instant(status, 'last_update') ?? reporter.receivedAt,
        poller_id: pollerId,
        agent_id: agentId,
        metric_type: 'snmp',
        device_id: address === null ? null : deviceIdOf(partition, address),
        partition,
        target_device_ip: address,
        scale: 1,
        is_delta: false,
      };
      harvest.add('timeseries_metrics', row, status);
    });
  }
}

/** A poll tells whether the target speaks SNMP; the same poll told again is the same check. */
function checkOf(
  target: Part,
  poll: { readonly available: boolean; readonly address: string; readonly reporter: Reporter },
) {
  const { receivedAt, partition, pollerId, agentId, serviceName } = poll.reporter;
  const { value: error } = member(target, 'error');
  const polledAt = instant(target, 'last_poll') ?? receivedAt;
  return capabilityRow(
    {
      device_id: deviceIdOf(partition, poll.address),
      capability: 'snmp',
      service_id: serviceName,
      service_type: 'snmp',
      state: poll.available ? 'ok' : 'failed',
      last_checked: Math.min(polledAt, receivedAt),
      failure_reason: !poll.available && typeof error === 'string' ? error : null,
      metadata: {
        ...(pollerId === null ? {} : { poller_id: pollerId }),
        ...(agentId === null ? {} : { agent_id: agentId }),
      },
    },
    receivedAt,
  );
}

type Reading = Pick<
  NewRow<'timeseries_metrics'>,
  'metric_name' | 'if_index' | 'value' | 'metadata'
>;

/** Null for an OID that never had a value and tells no error either. */
function readingOf(configured: string, status: Part): Reading | null {
  const { value } = member(status, 'last_value');
  const updated = text(status, 'last_update');
  const errors = smallInteger(status, 'error_count', UINT31) ?? 0;
  const lastError = text(status, 'last_error');
  if (value === null && instant(status, 'last_update') === null) return null;
  const name = cleanText(configured);
  if (name === null) return null;
  const { name: metric, ifIndex } = readMetricName(name);
  const told = measured(status);
  const metadata: JsonObject = {
    original_oid_config_name: name,
    ...(updated === null ? {} : { oid_last_update_timestamp: updated }),
    ...(errors === 0 ? {} : { oid_error_count: errors }),
    ...(lastError === null ? {} : { oid_last_error: lastError }),
    ...told.beside,
  };
  return { metric_name: metric, if_index: ifIndex, value: told.value, metadata };
}

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** The number that an OID tells, and what it tells beyond. */
function measured(status: Part): { readonly value: number | null; readonly beside: JsonObject } {
  const { value } = member(status, 'last_value');
  const shown = typeof value === 'string' ? value.trim() : value;
  const number = numberOf(shown);
  if (number === null || !Number.isFinite(number)) {
    const said = typeof shown === 'string' ? cleanText(shown) : json(status, 'last_value');
    return { value: null, beside: said === null ? {} : { last_value: said } };
  }
  const whole = wholeOf(shown);
  const exact = whole === undefined || BigInt(number) === whole;
  return { value: number, beside: exact ? {} : { exact_value: whole.toString() } };
}

function numberOf(value: unknown): number | null {
  if (typeof value === 'number' || typeof value === 'bigint') return Number(value);
  return typeof value === 'string' && NUMBER.test(value) ? Number(value) : null;
}
