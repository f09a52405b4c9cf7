import { DATASETS } from '../../../catalogue/index.ts';
import type { Clock, Instant } from '../../../core/index.ts';
import {
  classifyFault,
  type Database,
  ensureChunks,
  mayMaintain,
  type RetentionCache,
  sql,
  writableWindow,
} from '../../../database/index.ts';
import { refuseChunkless } from '../chunkless.ts';
import type { Group, Part } from '../group.ts';
import type { Modes } from '../modes.ts';
import { type Moment, withinWindow } from '../window.ts';
import type { Manner } from './part.ts';
import { type Ending, type Progress, storeInTransaction } from './transaction.ts';

export interface StoreTarget {
  readonly database: Database;
  readonly clock: Clock;
  /** Where missing chunks are made, by a role that may. */
  readonly owner: Database;
  readonly retention: RetentionCache;
  readonly modes: Modes;
}

/** A row is refused as too old only by a retention that was read no longer ago than this. */
const SURE_MS = 1_000;

/**
 * Stores one group in one transaction. Throws what the server or the work alongside threw when the
 * group did not get in. Missing chunks are made and the group tried once more.
 */
export async function storeGroup(
  target: StoreTarget,
  group: Group,
  how: { readonly manner: Manner; readonly progress: Progress },
): Promise<Ending> {
  const now = target.clock.now();
  const store = (parts: readonly Part[]) =>
    storeInTransaction({ ...target, ...how }, { ...group, parts }, how.manner);
  const parts = await prepare(target, group, now);
  try {
    return await store(parts);
  } catch (fault) {
    if (classifyFault(fault) !== 'chunk-missing') throw fault;
    return store(await findChunks(target, group, now));
  }
}

async function prepare({ retention }: StoreTarget, group: Group, now: number): Promise<Part[]> {
  const retentions = await retention.current();
  const parts = within(group, { now, retentions });
  const refusesOld = parts.some(({ refused }) =>
    refused.some(({ row }) => row.reason === 'too_old'),
  );
  if (!refusesOld) return parts;
  const sure = await retention.current(SURE_MS);
  return sure === retentions ? parts : within(group, { now, retentions: sure });
}

const within = (group: Group, moment: Moment): Part[] =>
  group.parts.map((part) => withinWindow(part, moment));

/** What the inventory appends, alongside rows, with the present time of the server or of this process. */
const ALONGSIDE = DATASETS.filter(({ area, time }) => area === 'inventory' && time !== undefined);

async function ensureNow(owner: Database, now: Instant): Promise<void> {
  const [server] = await owner.query<{ now: Instant }>(
    'writer.server_time',
    sql`select clock_timestamp() as now`,
  );
  for (const at of new Set([now, server?.now ?? now])) {
    for (const dataset of ALONGSIDE) await ensureChunks(owner, dataset, { from: at, to: at });
  }
}

/** Makes the chunks that are missing. */
async function findChunks(
  { database, owner, retention }: StoreTarget,
  group: Group,
  now: number,
): Promise<Part[]> {
  // Another process may have shortened a retention since; then the chunk is gone for good.
  const retentions = await retention.refresh();
  const parts = within(group, { now, retentions });
  if (!mayMaintain(owner)) return refuseChunkless(database, parts, { now, retentions });
  for (const { shape } of parts) {
    const time = retentions.slicing(shape.dataset);
    if (time === undefined) continue;
    await ensureChunks(owner, shape.dataset, { ...writableWindow(time, now), retentions });
  }
  if (group.batches.some(({ alongside }) => alongside !== undefined)) await ensureNow(owner, now);
  return parts;
}
