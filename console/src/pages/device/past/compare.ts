import type { DeviceDetail } from '../../../../../src/contract/index.ts';

/** A field of a device as it was, beside what it is. */
export interface ComparedField {
  readonly field: string;
  readonly before: unknown;
  readonly now: unknown;
  readonly differs: boolean;
}

/** The fields of a past record beside those of the device now; maps of attributes key by key. */
export function compareRecord(
  then: Readonly<Record<string, unknown>>,
  device: DeviceDetail,
): readonly ComparedField[] {
  const now = presentFields(device);
  const { metadata: attributesThen, ...plainThen } = then;
  const { metadata: attributesNow, ...plainNow } = now;
  return [
    ...pairs(plainThen, plainNow, ''),
    ...pairs(mapOf(attributesThen), mapOf(attributesNow), 'attributes.'),
  ];
}

function presentFields(device: DeviceDetail): Readonly<Record<string, unknown>> {
  return {
    partition: device.partition,
    ip: device.ip,
    hostname: device.hostname ?? null,
    mac: device.mac ?? null,
    poller_id: device.poller_id,
    agent_id: device.agent_id,
    is_available: device.is_available,
    device_type: device.discovery_info.device_type,
    discovery_sources: device.discovery_sources,
    metadata: device.metadata ?? null,
  };
}

function pairs(
  then: Readonly<Record<string, unknown>>,
  now: Readonly<Record<string, unknown>>,
  prefix: string,
): readonly ComparedField[] {
  const names = new Set([...Object.keys(now), ...Object.keys(then)]);
  return [...names].map((name) => {
    const before = then[name] ?? null;
    const after = now[name] ?? null;
    return { field: prefix + name, before, now: after, differs: !isSame(before, after) };
  });
}

const mapOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : {};

/** An empty text is no value; the order of sources means nothing. */
function isSame(one: unknown, other: unknown): boolean {
  return plain(one) === plain(other);
}

function plain(value: unknown): string {
  if (value === '' || value === null) return 'null';
  return JSON.stringify(Array.isArray(value) ? value.toSorted() : value);
}
