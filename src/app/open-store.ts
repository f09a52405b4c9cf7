import {
  CATALOGUE,
  type CapabilityEvent,
  capabilityRow,
  type DatasetName,
  type NewRow,
  type WritableDatasetName,
  withHash,
} from '../catalogue/index.ts';
import { readConfig, requireSettings, type Settings, thisMachine } from '../config/index.ts';
import { type Clock, type Instant, systemClock } from '../core/index.ts';
import { checkUsable, schemaStatus } from '../database/index.ts';
import {
  type DatasetOutcome,
  type RefusedRow,
  type RowsByDataset,
  startWriter,
} from '../ingest/index.ts';
import { createInventory, recordCapabilities } from '../inventory/index.ts';
import { createMetrics, type Logger, type Metrics, silentLogger } from '../observe/index.ts';
import { type IngestParts, submitBatch } from '../server/index.ts';
import { createClosers } from './closers.ts';
import { openDatabase } from './database.ts';
import {
  type LibraryDevices,
  type LibraryObservation,
  type LibraryObserved,
  libraryDevices,
  observe,
} from './library-devices.ts';
import { openRegistry } from './registry.ts';
import { PROGRAM_VERSION } from './version.ts';

/** How long queued rows may take to be stored after a store was closed. */
const CLOSE_GRACE_MS = 30_000;

/** Rows of one transaction, and transactions that are handed over at a time. */
const BATCH_ROWS = 5_000;
const AT_ONCE = 3;

/** The receiver's name in metrics. */
const RECEIVER = 'library';

export interface LibraryOptions {
  readonly clock?: Clock;
  readonly log?: Logger;
  /** Where rows are counted; in metrics of the store's own unless given. */
  readonly metrics?: Metrics;
}

type Hashed<N extends WritableDatasetName> = (typeof CATALOGUE)[N] extends {
  readonly hashed: { readonly column: infer Column };
}
  ? Column & keyof NewRow<N>
  : never;

/** A row as a program hands it in: the hash of its key may be left to the store. */
export type LibraryRow<N extends WritableDatasetName> = Omit<NewRow<N>, Hashed<N>> &
  Partial<Pick<NewRow<N>, Hashed<N>>>;

/** What became of the rows of one write. Each row is in one count. */
export interface LibraryOutcome {
  /** New rows, committed. */
  readonly accepted: number;
  /** Rows that were there already. */
  readonly duplicates: number;
  /** Rows that gave way to another one with their key. */
  readonly conflicts: number;
  /** Rows that cannot be stored, by their position, each with why. */
  readonly rejected: readonly RefusedRow[];
}

/** A store in the process of another program. */
export interface LibraryStore {
  /**
   * Stores rows of one dataset, many of them in several transactions. Resolves after the commit.
   * Rejects with QUEUE_FULL when too much waits: hand the rows in again later; those that were
   * stored by then are duplicates. A database that is away is waited for.
   */
  write<N extends WritableDatasetName>(
    dataset: N,
    rows: readonly LibraryRow<N>[],
  ): Promise<LibraryOutcome>;
  /**
   * Stores checks of what devices can do; what an event leaves out is filled in. A check without
   * device or capability is rejected alone.
   */
  recordCapabilities(events: readonly CapabilityEvent[]): Promise<LibraryOutcome>;
  /**
   * Stores what sources say of devices, and folds it into the inventory in the transaction that stores
   * it: whoever reads afterwards reads of it. In any order, grouping and repetition the result is the
   * same.
   */
  observe(observations: readonly LibraryObservation[]): Promise<LibraryObserved>;
  /** Reads the inventory. */
  readonly devices: LibraryDevices;
  /** Stores what waits, and closes the connections. */
  close(): Promise<void>;
}

/**
 * Opens a database for writing rows, by its URL or by settings; the schema must be there, as
 * `radarstore schema apply` makes it. Throws what connecting throws, and SCHEMA_BEHIND or
 * SCHEMA_TOO_NEW for the schema of another version.
 */
export async function openStore(
  target: string | Settings,
  options: LibraryOptions = {},
): Promise<LibraryStore> {
  const settings = typeof target === 'string' ? settingsFor(target) : target;
  const { clock = systemClock, log = silentLogger } = options;
  const closers = createClosers(log);
  try {
    const opened = await openDatabase(settings, log);
    closers.push('database', () => opened.close());
    checkUsable(opened.writer, await schemaStatus(opened.writer));
    const writer = startWriter({
      database: opened.writer,
      owner: opened.database,
      clock,
      log,
      metrics: options.metrics ?? createMetrics(PROGRAM_VERSION),
      ...settings.ingest,
    });
    closers.push('writer', () => writer.stop(CLOSE_GRACE_MS));
    const stored = { database: opened.writer, owner: opened.database, clock };
    const sharedMacs = new Set(settings.inventory.sharedMacs);
    const ingest = {
      database: opened.writer,
      writer,
      inventory: createInventory({ ...stored, sharedMacs }),
      registry: openRegistry({ ...stored, settings, log, onboarding: null }),
    };
    return {
      write: (dataset, rows) => write({ ingest, clock }, dataset, rows),
      recordCapabilities: async (events) => {
        const told = { now: clock.now(), receiver: RECEIVER };
        return outcomeOf(await recordCapabilities(writer, events, told));
      },
      observe: (observations) => observe({ ingest, clock, receiver: RECEIVER }, observations),
      devices: libraryDevices(opened.reader, clock),
      close: () => closers.close(),
    };
  } catch (fault) {
    await closers.close();
    throw fault;
  }
}

function settingsFor(url: string): Settings {
  const flags = new Map([['database.url', url]] as const);
  return requireSettings(readConfig({ flags, environment: {}, machine: thisMachine() }));
}

interface Parts {
  readonly ingest: IngestParts;
  readonly clock: Clock;
}

async function write(
  parts: Parts,
  dataset: DatasetName,
  rows: readonly object[],
): Promise<LibraryOutcome> {
  const outcomes: LibraryOutcome[] = [];
  for (let from = 0; from < rows.length || from === 0; from += AT_ONCE * BATCH_ROWS) {
    const starts = Array.from({ length: AT_ONCE }, (_, batch) => from + batch * BATCH_ROWS);
    const begun = starts
      .filter((start) => start < rows.length || start === 0)
      .map((start) => writeBatch(parts, dataset, { rows, from: start }));
    outcomes.push(...(await Promise.all(begun)));
  }
  const sum = (count: 'accepted' | 'duplicates' | 'conflicts') =>
    outcomes.reduce((total, one) => total + one[count], 0);
  return {
    accepted: sum('accepted'),
    duplicates: sum('duplicates'),
    conflicts: sum('conflicts'),
    rejected: outcomes.flatMap(({ rejected }) => rejected),
  };
}

async function writeBatch(
  { ingest, clock }: Parts,
  dataset: DatasetName,
  { rows, from }: { readonly rows: readonly object[]; readonly from: number },
): Promise<LibraryOutcome> {
  const now = clock.now();
  const batch = rows.slice(from, from + BATCH_ROWS).map((row) => complete(dataset, row, now));
  const written = {
    rows: { [dataset]: batch } as RowsByDataset,
    origin: { receiver: RECEIVER, receivedAt: now },
  };
  // What is told of devices is folded into the inventory, by whatever way it comes.
  const outcome =
    dataset === 'device_updates'
      ? await submitBatch(ingest, written)
      : await ingest.writer.write(written);
  const told = outcomeOf(outcome[dataset]);
  const rejected = told.rejected.map((one) => ({ ...one, index: from + one.index }));
  return { ...told, rejected };
}

function outcomeOf(told: DatasetOutcome | undefined): LibraryOutcome {
  const { stored = 0, duplicate = 0, conflict = 0, refused = [] } = told ?? {};
  return { accepted: stored, duplicates: duplicate, conflicts: conflict, rejected: refused };
}

/** A hash that the program made itself stays. */
function complete(dataset: DatasetName, row: object, now: Instant): object {
  if (dataset === 'device_capabilities') return capabilityRow(row, now);
  const entry = CATALOGUE[dataset];
  const column = 'hashed' in entry ? entry.hashed.column : undefined;
  if (column === undefined) return row;
  const given = (row as { readonly [name: string]: unknown })[column];
  return given === undefined || given === null ? withHash(dataset, row) : row;
}
