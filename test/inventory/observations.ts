import fc from 'fast-check';
import type { DeviceObservation } from '../../src/catalogue/index.ts';
import { normalise } from '../../src/inventory/index.ts';

/** An observation of `default:192.0.2.1` by a monitor, changed by `fields`. */
export function observed(fields: Partial<DeviceObservation> = {}): DeviceObservation {
  return normalise({
    observedAt: 1_800_000_000_000_000,
    deviceId: 'default:192.0.2.1',
    partition: 'default',
    source: 'sysmon',
    agentId: 'agent-1',
    pollerId: 'poller-1',
    ip: '192.0.2.1',
    mac: null,
    hostname: null,
    available: true,
    metadata: {},
    ...fields,
  });
}

const orNull = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });

/** Names that objects inherit are among the sources, as a stranger may send them. */
const sources = fc.constantFrom(
  'sysmon',
  'snmp',
  'sweep',
  'manual',
  'mapper',
  'mapper',
  'self-reported',
  'constructor',
  '__proto__',
);

const metadata = fc.dictionary(
  fc.constantFrom(
    'os',
    'rack',
    'armis_device_id',
    '_first_seen',
    '__proto__',
    'device_type',
    'sys_descr',
  ),
  fc.constantFrom(
    '',
    'a',
    'b',
    '2026-11-01T00:00:00Z',
    '2027-02-01 00:00:00 UTC',
    'ünï',
    'a router',
    'Linux 6',
    '\u0000x',
  ),
);

const flags = fc.constantFrom<{ [key: string]: string }>(
  {},
  {},
  {},
  {},
  { _deleted: 'TRUE' },
  { deleted: 'true' },
  { _deleted: 'false' },
  { _merged_into: 'default:192.0.2.9' },
  { _merged_into: '' },
  { _merged_into: 'default:192.0.2.1' },
  { _merged_into: 'default:192.0.2.9', _deleted: 'true' },
);

/** Observations of one device at few instants, so that ties are common. */
export const anyObservation: fc.Arbitrary<DeviceObservation> = fc
  .record({
    observedAt: fc.integer({ min: 0, max: 5 }).map((step) => 1_800_000_000_000_000 + step),
    source: sources,
    agentId: fc.constantFrom('', 'agent-1', 'agent-2'),
    pollerId: fc.constantFrom('', 'poller-1', 'poller-2'),
    ip: orNull(fc.constantFrom('192.0.2.1', '2001:db8::1')),
    mac: orNull(fc.constantFrom('02:00:00:00:00:01', '02:00:00:00:00:02')),
    hostname: orNull(fc.constantFrom('alpha', 'usw-1', ' ')),
    available: orNull(fc.boolean()),
    metadata: fc.tuple(metadata, flags).map(([map, flag]) => ({ ...map, ...flag })),
  })
  .map((fields) => observed(fields));
