import fc from 'fast-check';
import type { DeviceObservation } from '../../../src/catalogue/index.ts';
import { observed } from '../observations.ts';

export const AT = 1_800_000_000_000_000;

/** The same observation in a world of its own: partitions and ids begin with `tag`. */
export type Seen = (tag: string) => DeviceObservation;

const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 1 });
const MACS = ['02:00:00:00:00:01', '02:00:00:00:00:02', '02:00:00:00:00:03'];

/**
 * Observations of few devices that share ids, addresses and identities in every way, at few instants, in two
 * partitions: joins, splits, ties and hides are the rule here, not the exception.
 */
export const anySeen: fc.Arbitrary<Seen> = fc
  .record({
    observedAt: fc.integer({ min: 0, max: 6 }).map((step) => AT + step * 1_000_000),
    partition: fc.constantFrom('a', 'a', 'a', 'b'),
    id: fc.constantFrom('a:1', 'a:2', 'a:3', 'b:1', 'a:armis:1', 'a:id:@a:1', 'a:netbox:1'),
    source: fc.constantFrom('snmp', 'sysmon', 'sweep', 'armis', 'mapper'),
    ip: fc.constantFrom('192.0.2.1', '192.0.2.2', null),
    mac: optional(
      fc.oneof(fc.constantFrom(...MACS), fc.constant(`${MACS[0]},${MACS[1]}`), fc.constant('')),
    ),
    hostname: fc.constantFrom('alpha', 'usw-1', 'u6-1', null),
    available: fc.constantFrom(true, false, null),
    armis: optional(fc.constantFrom('1', '2', '3')),
    integration: optional(fc.constantFrom('1', '2')),
    netbox: optional(fc.constantFrom('1', '2')),
    hide: fc.constantFrom('', '', '', '', '', '', 'deletion', 'merge'),
  })
  .map((world) =>
    Object.assign((tag: string) => seenIn(world, tag), { toString: () => JSON.stringify(world) }),
  );

interface World {
  readonly observedAt: number;
  readonly partition: string;
  readonly id: string;
  readonly source: string;
  readonly ip: string | null;
  readonly mac: string | undefined;
  readonly hostname: string | null;
  readonly available: boolean | null;
  readonly armis: string | undefined;
  readonly integration: string | undefined;
  readonly netbox: string | undefined;
  readonly hide: string;
}

function seenIn(world: World, tag: string): DeviceObservation {
  const { partition, id, mac, armis, integration, netbox, hide, ...fields } = world;
  const metadata: { [key: string]: string } = {};
  if (armis !== undefined) metadata.armis_device_id = armis;
  if (integration !== undefined) {
    metadata.integration_type = 'lansweeper';
    metadata.integration_id = integration;
  }
  if (netbox !== undefined) metadata.netbox_device_id = netbox;
  if (hide === 'deletion') metadata._deleted = 'true';
  if (hide === 'merge') metadata._merged_into = `${tag}a:2`;
  return observed({
    ...fields,
    partition: `${tag}${partition}`,
    deviceId: `${tag}${id.replace('@', tag)}`,
    mac: mac ?? null,
    metadata,
  });
}

export const anyHistory = fc.array(anySeen, { minLength: 1, maxLength: 8 });

/** The elements in the order that `picks` say. */
export function shuffled<T>(all: readonly T[], picks: readonly number[]): readonly T[] {
  const rest = [...all];
  return all.flatMap((_, index) => rest.splice((picks[index] ?? 0) % rest.length, 1));
}

export const anyPicks = fc.array(fc.nat(), { minLength: 8, maxLength: 8 });
