import { type ExactJson, type Instant, parseInstant } from '../../core/index.ts';
import { type ExactObject, isObject, isTrap, readGelf, readTrap } from '../formats/index.ts';
import { lifecycleMessage } from './lifecycle.ts';
import { textOf } from './text.ts';

/** What the data of an event tells; facts: telemetry §6.1, inventory EV-5 to EV-7. */
export interface Told {
  readonly remoteAddress: string | null;
  readonly host: string | null;
  readonly level: number | null;
  readonly severity: string | null;
  readonly message: string | null;
  readonly version: string | null;
  /** The time by the data, which goes before that of the envelope. */
  readonly instant: Instant | null;
}

const NOTHING: Told = {
  remoteAddress: null,
  host: null,
  level: null,
  severity: null,
  message: null,
  version: null,
  instant: null,
};

const HEALTH_TYPE = 'com.carverauto.serviceradar.poller.health';
const LIFECYCLE_TYPE = 'com.carverauto.serviceradar.device.lifecycle';
const HEALTH_SUBJECT = 'events.poller.health';
const LIFECYCLE_SUBJECT = 'events.devices.lifecycle';

/** Version of GELF in whose words health and life of devices are told. */
const VERSION = '1.1';

/**
 * Reads the data of an event by its type or by the subject of its message: health of a poller, life
 * of a device, a trap, else GELF. A member of a wrong type costs only that member.
 */
export function toldBy(
  data: ExactJson,
  { type, subject }: { readonly type: string | null; readonly subject: string | null },
): Told {
  if (typeof data === 'string') return { ...NOTHING, message: textOf(data) };
  if (!isObject(data)) return NOTHING;
  if (type === HEALTH_TYPE || subject === HEALTH_SUBJECT) return healthOf(data);
  if (type === LIFECYCLE_TYPE || subject === LIFECYCLE_SUBJECT) return lifeOf(data);
  if (isTrap(data)) {
    const { host, message } = readTrap(data);
    return { ...NOTHING, host, remoteAddress: host, message };
  }
  return readGelf(data);
}

const LEVELS: { readonly [state: string]: readonly [level: number, severity: string] } = {
  unhealthy: [3, 'error'],
  unknown: [5, 'notice'],
};

function healthOf(data: ExactObject): Told {
  const poller = textOf(data.poller_id) ?? 'unknown';
  const before = textOf(data.previous_state) ?? 'unknown';
  const now = textOf(data.current_state) ?? 'unknown';
  const [level, severity] = LEVELS[now.toLowerCase()] ?? [6, 'info'];
  return {
    remoteAddress: textOf(data.remote_addr) ?? textOf(data.source_ip),
    host: textOf(data.host),
    level,
    severity,
    message: `Poller ${poller} state changed from ${before} to ${now}`,
    version: VERSION,
    instant: instantOf(data.timestamp),
  };
}

function lifeOf(data: ExactObject): Told {
  const { level } = data;
  return {
    remoteAddress: textOf(data.remote_addr),
    host: textOf(data.device_id),
    level: typeof level === 'number' && Number.isInteger(level) && level > 0 ? level : 5,
    severity: textOf(data.severity) ?? 'Medium',
    message: lifecycleMessage(data),
    version: VERSION,
    instant: instantOf(data.timestamp),
  };
}

/** Zero, as the producers write an unset time (the year 1), is none. */
function instantOf(value: ExactJson | undefined): Instant | null {
  const instant = typeof value === 'string' ? parseInstant(value) : undefined;
  return instant !== undefined && Number.isSafeInteger(instant) && instant > 0 ? instant : null;
}
