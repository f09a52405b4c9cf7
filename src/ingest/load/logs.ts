import { type NewRow, withHash } from '../../catalogue/index.ts';
import { loadOf } from './curve.ts';
import { type Moment, within } from './moment.ts';

type Log = NewRow<'logs'>;

const LINES = [
  (id: string) => `request ${id} served from cache`,
  (id: string) => `accepted connection, session ${id}`,
  (id: string) => `order ${id} placed; 3 items reserved, confirmation queued`,
  (id: string) => `job ${id} finished`,
  (id: string) => `user ${id} signed in from a known device`,
];
const TROUBLES = [
  (id: string) => `retrying ${id}: upstream answered with 503`,
  (id: string) => `timeout after 5000 ms while waiting for ${id}`,
  (id: string) =>
    `cannot decode message ${id}: unexpected end of input\n  at decode (message.js:41)`,
];

const SEVERITIES = [
  { upTo: 0.04, text: 'ERROR', number: 17, class: 'error' },
  { upTo: 0.12, text: 'WARN', number: 13, class: 'warning' },
  { upTo: 0.3, text: 'DEBUG', number: 5, class: 'debug' },
  { upTo: 1, text: 'INFO', number: 9, class: 'info' },
] as const;

/** What a service logs in one step; more when it is busy. */
export function logRows(moment: Moment): Log[] {
  const { device, random } = moment;
  const count = 2 + Math.round(8 * loadOf(device, moment.at));
  return Array.from({ length: count }, () => {
    const at = within(moment);
    const chance = random.next();
    const severity = SEVERITIES.find(({ upTo }) => chance < upTo) ?? SEVERITIES[3];
    const lines = severity.number >= 13 ? TROUBLES : LINES;
    const traced = random.next() < 0.5;
    const row: Omit<Log, 'row_key'> = {
      timestamp: at,
      trace_id: traced ? random.hex(32) : null,
      span_id: traced ? random.hex(16) : null,
      severity_text: severity.text,
      severity_number: severity.number,
      severity_class: severity.class,
      body: random.pick(lines)(random.hex(12)),
      service_name: device.service,
      service_version: '1.4.2',
      service_instance: device.hostname,
      scope_name: 'app.logger',
      attributes: {
        'http.response.status_code': severity.number >= 17 ? 503 : 200,
        thread: random.below(32),
      },
      resource_attributes: { 'service.name': device.service, 'host.name': device.hostname },
      observed_timestamp: at + 1_500,
      time_unix_nano: BigInt(at) * 1_000n + BigInt(random.below(1_000)),
      observed_time_unix_nano: BigInt(at + 1_500) * 1_000n,
      source: 'otel',
    };
    return withHash('logs', row) as Log;
  });
}
