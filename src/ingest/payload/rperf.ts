import type { NewRow } from '../../catalogue/index.ts';
import type { Instant, JsonObject, JsonValue } from '../../core/index.ts';
import { deviceIdOf, type Reporter } from './context.ts';
import {
  amount,
  COUNT64,
  flag,
  type Harvest,
  Idle,
  inner,
  instant,
  integer,
  json,
  missing,
  type Part,
  requiredText,
  text,
} from './reading/index.ts';

/** Service under which tests go whose reporter names none. */
const NAMELESS = 'rperf-checker';

/** Members of a result that a column tells. */
const TOLD = new Set(['target', 'success', 'error', 'status', 'summary', 'timestamp']);

/**
 * Throughput tests (telemetry §1.3): `{available, status: {timestamp, results: [{target, success,
 * error, status: {bits_per_second, …}}]}}`; the numbers may stand under `summary` too.
 *
 * | rule | here |
 * | --- | --- |
 * | four rows of one number per test (defect) | one wide row, exact numbers without rounding |
 * | failed tests leave no trace | a row with its error and without numbers |
 * | the checker's answer is stamped "now" (defect) | the test's own time where it tells one, else that of the answer, else receipt |
 * | device | `<partition>:<target>`; a target is a configured name |
 * | no results | no rows: `unavailable` or `nothing_told` |
 */
export function readRperf(payload: Part, reporter: Reporter, harvest: Harvest): void {
  const status = inner(payload, 'status');
  if (flag(payload, 'available') === false) throw new Idle('unavailable');
  if (status === null || status.members.results == null) {
    throw new Idle('nothing_told');
  }
  const { pollerId } = reporter;
  if (pollerId === null) missing(payload, 'poller_id');
  const answeredAt = instant(status, 'timestamp') ?? reporter.receivedAt;
  harvest.each('rperf_metrics', status, 'results', (result) =>
    harvest.add('rperf_metrics', testOf(result, { ...reporter, pollerId, answeredAt }), result),
  );
}

interface Tester extends Reporter {
  readonly pollerId: string;
  readonly answeredAt: Instant;
}

function testOf(result: Part, tester: Tester): Omit<NewRow<'rperf_metrics'>, 'row_key'> {
  const target = requiredText(result, 'target');
  const success = flag(result, 'success');
  const numbers = inner(result, 'status') ?? inner(result, 'summary');
  const measured = success === false || numbers === null ? {} : measuredOf(numbers);
  return {
    timestamp: instant(result, 'timestamp') ?? tester.answeredAt,
    poller_id: tester.pollerId,
    service_name: tester.serviceName ?? NAMELESS,
    agent_id: tester.agentId,
    device_id: deviceIdOf(tester.partition, target),
    partition: tester.partition,
    target,
    success,
    error: text(result, 'error'),
    metadata: othersOf(result),
    ...measured,
  };
}

function measuredOf(numbers: Part) {
  const count = (name: string) => integer(numbers, name, COUNT64);
  return {
    bits_per_second: amount(numbers, 'bits_per_second'),
    bytes_sent: count('bytes_sent'),
    bytes_received: count('bytes_received'),
    duration_seconds: amount(numbers, 'duration'),
    jitter_ms: amount(numbers, 'jitter_ms'),
    loss_percent: amount(numbers, 'loss_percent'),
    packets_sent: count('packets_sent'),
    packets_received: count('packets_received'),
    packets_lost: count('packets_lost'),
    response_time_ns: count('response_time'),
  };
}

/** What a result tells beyond the columns. */
function othersOf(result: Part): JsonObject | null {
  const others = Object.keys(result.members)
    .filter((name) => !TOLD.has(name))
    .flatMap((name): [string, JsonValue][] => {
      const value = json(result, name);
      return value === null ? [] : [[name, value]];
    });
  return others.length === 0 ? null : Object.fromEntries(others);
}
