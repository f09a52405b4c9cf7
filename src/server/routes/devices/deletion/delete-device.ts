import { randomUUID } from 'node:crypto';
import type { DeviceObservation } from '../../../../catalogue/index.ts';
import { formatInstant, type Instant, messageOf, RadarError } from '../../../../core/index.ts';
import type { Database } from '../../../../database/index.ts';
import { readEvents, type WriteBatch, type WriteOutcome } from '../../../../ingest/index.ts';
import { deletionOf, identitiesOf, recordAudit } from '../../../../inventory/index.ts';
import type { Logger } from '../../../../observe/index.ts';
import type { DeviceRow } from '../../../../query/index.ts';

/** What a deletion by hand works with. */
export interface DeletionParts {
  /** By the role that stores rows. */
  readonly database: Database;
  readonly log: Logger;
  /** Stores rows with observations and their fold; resolves after the commit. */
  submit(batch: WriteBatch, told: readonly DeviceObservation[]): Promise<WriteOutcome>;
}

/** Which device is deleted, and by whom. */
export interface Deletion {
  readonly device: DeviceRow;
  readonly actor: string;
  readonly now: Instant;
  /** How, for who reads the history. */
  readonly by: 'api' | 'cli';
}

/**
 * Hides a device as of now, with an entry of its history in the same transaction and an event behind it
 * (RE-16). Throws CONFLICT for a device whose observation would be refused.
 */
export async function deleteDevice(parts: DeletionParts, deletion: Deletion): Promise<void> {
  const { database } = parts;
  const { device, actor, now, by } = deletion;
  const [identity] = await identitiesOf(database, database, device.device_id);
  const entry = {
    happened_at: now,
    device_id: device.device_id,
    action: 'delete',
    other_device_id: null,
    actor,
    evidence: { with: by, last_seen: device.last_seen },
  } as const;
  const outcome = await parts.submit(
    {
      rows: {},
      origin: { receiver: by, receivedAt: now },
      alongside: (session) => recordAudit(database, session, [entry]),
    },
    [deletionOf(device, { actor, by, now, identity })],
  );
  const [refused] = outcome.device_updates?.refused ?? [];
  if (refused !== undefined) {
    throw new RadarError('CONFLICT', `The device cannot be deleted: ${refused.message}.`);
  }
  await tellOfDeletion(parts, deletion);
}

/** The CloudEvent of the life of a device (EV-6, EV-8a, EV-9). */
function lifecycleEvent({ device, actor, now }: Deletion): Buffer {
  const data = {
    device_id: device.device_id,
    partition: device.partition,
    action: 'deleted',
    actor,
    reason: 'manual_delete',
    timestamp: formatInstant(now),
    severity: 'Medium',
    level: 5,
  };
  return Buffer.from(
    JSON.stringify({
      specversion: '1.0',
      id: randomUUID(),
      source: 'serviceradar/core',
      type: 'com.carverauto.serviceradar.device.lifecycle',
      subject: 'events.devices.lifecycle',
      datacontenttype: 'application/json',
      time: formatInstant(now),
      data,
    }),
  );
}

/** An event that cannot be stored is no reason to tell that the device is still there. */
async function tellOfDeletion(parts: DeletionParts, deletion: Deletion): Promise<void> {
  const { device, now } = deletion;
  try {
    const rows = readEvents({ headers: new Map(), body: lifecycleEvent(deletion) }, 'structured', {
      receivedAt: now,
    }).flatMap((one) => ('row' in one ? [one.row] : []));
    await parts.submit({ rows: { events: rows } }, []);
  } catch (fault) {
    const told = { fault: messageOf(fault), device: device.device_id };
    parts.log.warn(told, 'no event tells of a deletion');
  }
}
