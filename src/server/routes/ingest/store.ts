import type { DatasetName, DeviceObservation, NewRow } from '../../../catalogue/index.ts';
import {
  type DatasetOutcome,
  type RecordBatch,
  type RowsByDataset,
  type WriteBatch,
  type WriteOutcome,
  writeEvents,
} from '../../../ingest/index.ts';
import { capabilityRows, normalise, observationRow } from '../../../inventory/index.ts';
import type { IngestParts } from '../../parts.ts';
import { committed } from './committed.ts';
import { confine } from './confine.ts';
import type { Intake } from './intake.ts';

const NOTHING: DatasetOutcome = { stored: 0, duplicate: 0, conflict: 0, refused: [] };

/**
 * Stores a batch with what belongs to it, but for rows of partitions that are none of the sender's, and
 * waits for its commit. Throws DATABASE_UNREACHABLE when that takes too long.
 */
export async function storeBatch(
  { parts, limits, partitions = null }: Pick<Intake, 'parts' | 'limits' | 'partitions'>,
  batch: WriteBatch,
  told: readonly DeviceObservation[] = [],
): Promise<WriteOutcome> {
  if (partitions === null)
    return committed(submitBatch(parts.ingest, batch, told), limits.commitMs);
  const confined = confine(batch, told, partitions);
  const stored = submitBatch(parts.ingest, confined.batch, confined.told);
  return confined.merge(await committed(stored, limits.commitMs));
}

/**
 * Stores a batch with what belongs to it in the same transaction: the identities of events, the fold
 * of observations of devices, which are the rows of `device_updates` and those that were told, and
 * what reports of services say of who reported.
 */
export async function submitBatch(
  parts: IngestParts,
  received: WriteBatch,
  told: readonly DeviceObservation[] = [],
): Promise<WriteOutcome> {
  const { service_status: rows = [] } = received.rows;
  const reports =
    rows.length === 0 ? null : await parts.registry.reportsOf(rows, { told, asDevices: true });
  if (reports === null) return submitObserved(parts, received, told);
  const batch: WriteBatch = {
    ...received,
    alongside: async (session, outcome) => {
      const refused = outcome.service_status?.refused.map(({ index }) => index);
      await reports.record(session, new Set(refused));
      await received.alongside?.(session, outcome);
    },
  };
  const outcome = await submitObserved(parts, batch, [...told, ...reports.observations]);
  await reports.stored();
  return outcome;
}

function submitObserved(
  { database, writer, inventory }: IngestParts,
  received: WriteBatch,
  told: readonly DeviceObservation[],
): Promise<WriteOutcome> {
  const batch = withChecks(received);
  const { device_updates: updates = [] } = batch.rows;
  const cleaned = [...updates.map(observationOf), ...told].map(normalise);
  const write = (given: WriteBatch) => writer.write(given);
  if (cleaned.length === 0) return writeEvents({ database, write }, batch);
  return writeEvents(
    { database, write },
    {
      ...batch,
      rows: { ...batch.rows, device_updates: cleaned.map(updateRow) },
      alongside: async (session, outcome) => {
        const refused = new Set(outcome.device_updates?.refused.map(({ index }) => index));
        const kept = cleaned.filter((_one, index) => !refused.has(index));
        await inventory.fold(session, kept);
        await batch.alongside?.(session, outcome);
      },
    },
  );
}

/** Checks of what devices can do are completed alike, whatever receiver they came by. */
function withChecks(batch: WriteBatch): WriteBatch {
  const { device_capabilities: checks = [] } = batch.rows;
  if (checks.length === 0) return batch;
  const now = batch.origin?.receivedAt ?? Number.NaN;
  return { ...batch, rows: { ...batch.rows, device_capabilities: capabilityRows(checks, now) } };
}

/** A device that nothing names is refused by the writer, as one without an id. */
function updateRow(observation: DeviceObservation): NewRow<'device_updates'> {
  const row = observationRow(observation);
  if (row.device_id !== '') return row;
  return { ...row, device_id: undefined } as unknown as NewRow<'device_updates'>;
}

/** Stores rows of one dataset, and tells what became of each. */
export async function storeRecords(intake: Intake, batch: RecordBatch): Promise<DatasetOutcome> {
  const { dataset, rows, origin, deadLetters } = batch;
  const byDataset = { [dataset]: rows } as RowsByDataset;
  const outcome = await storeBatch(intake, { rows: byDataset, origin, deadLetters });
  return outcome[dataset as DatasetName] ?? NOTHING;
}

/** A row of `device_updates` as somebody sends it, where what is required elsewhere may be absent. */
function observationOf(row: Partial<NewRow<'device_updates'>>): DeviceObservation {
  return {
    observedAt: row.observed_at ?? Number.NaN,
    deviceId: row.device_id ?? '',
    partition: row.partition ?? '',
    source: row.discovery_source ?? '',
    agentId: row.agent_id ?? '',
    pollerId: row.poller_id ?? '',
    ip: row.ip ?? null,
    mac: row.mac ?? null,
    hostname: row.hostname ?? null,
    available: row.available ?? null,
    metadata: texts(row.metadata),
  };
}

/** What a source tells of a device is text by key. */
function texts(map: unknown): { readonly [key: string]: string } {
  const entries = Object.entries((map ?? {}) as object).filter(([, value]) => value !== null);
  return Object.fromEntries(entries.map(([key, value]) => [key, textOf(value)]));
}

function textOf(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
