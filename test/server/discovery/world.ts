import type { DeviceObservation } from '../../../src/catalogue/index.ts';
import { formatInstant } from '../../../src/core/index.ts';
import { sql } from '../../../src/database/index.ts';
import { post } from '../ingest/sender.ts';
import { at, NOW, type Served } from '../served.ts';

export const PRESENT = at(NOW);
export const MINUTE = 60_000_000;

/** The text of an instant so many minutes ago. */
export const ago = (minutes: number): string => formatInstant(PRESENT - minutes * MINUTE);

/** Puts a device of a partition into the inventory. */
export async function device(
  served: Served,
  id: string,
  more: Partial<DeviceObservation> = {},
): Promise<void> {
  const colon = id.indexOf(':');
  const ip = id.slice(colon + 1);
  await served.observe({
    deviceId: id,
    partition: id.slice(0, colon),
    ip,
    observedAt: PRESENT - MINUTE,
    ...more,
  });
}

/** Lets a MAC address be one of a device. */
export async function claimMac(served: Served, deviceId: string, mac: string): Promise<void> {
  await served.db.database.query(
    'test.claim',
    sql`insert into radar.identity_claims
               (partition, kind, value, reported_id, identity, device_id, first_claimed_at, last_claimed_at)
        values (split_part(${deviceId}, ':', 1), 'mac', ${mac}, ${deviceId}, ${`mac:${mac}`}, ${deviceId},
                now(), now())
        on conflict do nothing`,
  );
}

/** Lets an id of old lead to a device. */
export async function redirect(served: Served, oldId: string, deviceId: string): Promise<void> {
  await served.db.database.query(
    'test.redirect',
    sql`insert into radar.device_redirects (old_id, device_id, since, partition, identity)
        values (${oldId}, ${deviceId}, now(), split_part(${deviceId}, ':', 1), ${`id:${oldId}`})`,
  );
}

/** Sends a payload as a poller of the partition does. */
export async function send(
  served: Served,
  kind: string,
  payload: unknown,
  partition = 'east',
): Promise<void> {
  const url = `/api/ingest/payload/${kind}?poller_id=p-1&agent_id=a-1&partition=${partition}`;
  const sent = await post(served.app, url, JSON.stringify(payload), { type: 'application/json' });
  if (sent.status !== 200) throw new Error(`${sent.status}: ${JSON.stringify(sent.body)}`);
}

/** Ids and edges of a graph, as short as they can be read. */
export function sketch(body: {
  readonly nodes: readonly { readonly id: string; readonly kind: string; readonly label: string }[];
  readonly edges: readonly {
    readonly source: string;
    readonly target: string;
    readonly protocol: string;
    readonly reported_by: string;
  }[];
}) {
  const names = new Map(
    body.nodes.map(({ id, kind, label }) => [id, kind === 'device' ? id : `${kind} ${label}`]),
  );
  return {
    nodes: [...names.values()].sort(),
    edges: body.edges
      .map((one) =>
        [names.get(one.source), one.protocol, names.get(one.target), one.reported_by].join(' '),
      )
      .sort(),
  };
}
