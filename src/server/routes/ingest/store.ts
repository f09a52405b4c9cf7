import type { DatasetName, DeviceObservation, NewRow } from '../../../catalogue/index.ts';
import {
  type DatasetOutcome,
  type RecordBatch,
  type RowsByDataset,
  type WriteBatch,
  type WriteOutcome,
  writeEvents,
} from '../../../ingest/index.ts';
import { foldObservations, normalise, observationRow } from '../../../inventory/index.ts';
import type { IngestParts } from '../../parts.ts';
import { committed } from './committed.ts';
import type { Intake } from './intake.ts';

const NOTHING: DatasetOutcome = { stored: 0, duplicate: 0, conflict: 0, refused: [] };

/**
 * Stores a batch with what belongs to it, and waits for its commit. Throws DATABASE_UNREACHABLE when
 * that takes too long.
 */
export function storeBatch(
  { parts, limits }: Pick<Intake, 'parts' | 'limits'>,
  batch: WriteBatch,
  told: readonly DeviceObservation[] = [],
): Promise<WriteOutcome> {
  return committed(submitBatch(parts.ingest, batch, told), limits.commitMs);
}

/**
 * Stores a batch with what belongs to it in the same transaction: the identities of events, and the
 * fold of observations of devices, which are the rows of `device_updates` and those that were told.
 */
export function submitBatch(
  { database, writer }: IngestParts,
  batch: WriteBatch,
  told: readonly DeviceObservation[] = [],
): Promise<WriteOutcome> {
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
        await foldObservations(database, session, kept);
        await batch.alongside?.(session, outcome);
      },
    },
  );
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
