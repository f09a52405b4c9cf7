import { setImmediate } from 'node:timers/promises';
import { canonicalJson, type JsonValue } from '../../core/index.ts';
import type { Database, Session } from '../../database/index.ts';
import { type DeviceState, join } from '../fold/index.ts';
import {
  type Assigned,
  assign,
  compareKinds,
  compareText,
  keyOf,
  MOST_CLAIMANTS,
  type Report,
  readClaim,
  type ToldReport,
} from '../identity/index.ts';
import { moveAnnotations } from './annotate.ts';
import { type Cause, recordMoves } from './audit.ts';
import { readScene, type Scene } from './scene.ts';
import { storeDevices } from './store-devices.ts';
import {
  type IdRow,
  type MovedClaim,
  moveClaims,
  type ReportKey,
  type ReportRow,
  removeDevices,
  storeClaims,
  storeIds,
  storeReports,
} from './stored/index.ts';

/**
 * Works out who is who for all whom `told` may concern, and brings devices, reports, claims and ids to it.
 * Nobody else may touch devices meanwhile. `anew` names reports that told nothing, but are to be judged again.
 */
export async function settleIdentities(
  database: Database,
  session: Session,
  told: readonly ToldReport[],
  {
    anew = [],
    cause,
    mostClaimants = MOST_CLAIMANTS,
  }: {
    readonly anew?: readonly ReportKey[];
    readonly cause?: Cause;
    readonly mostClaimants?: number;
  } = {},
): Promise<void> {
  const scene = await readScene(database, session, { told, anew, mostClaimants });
  const assigned = assign(scene.reports, scene);
  const deviceOf = (partition: string, identity: string): string =>
    assigned.devices.get(keyOf(partition, identity)) ?? '';
  // The server stores claims while we work out the rest.
  const storing = storeClaims(database, session, {
    told,
    deviceOf: (partition, claim, identity) =>
      assigned.claims.get(keyOf(partition, claim)) ?? deviceOf(partition, identity),
  });
  storing.catch(() => {}); // awaited below, which tells its fault early enough
  const states = await statesOf(scene, told);
  const after = new Map<string, DeviceState>();
  const members = new Map<string, Report[]>();
  for (const report of scene.reports) {
    const { partition, identity } = report;
    const state = states.get(keyOf(partition, identity));
    if (state === undefined) continue;
    const deviceId = deviceOf(partition, identity);
    const known = after.get(deviceId);
    after.set(deviceId, known === undefined ? state : join(known, state));
    members.set(deviceId, [...(members.get(deviceId) ?? []), report]);
  }
  const moved = movedClaims(scene, assigned);
  const ids = changedIds(scene, deviceOf);
  const reports = changedReports(scene, { members, states, deviceOf });
  await storing;
  await moveClaims(database, session, moved);
  await storeIds(database, session, ids);
  await storeReports(database, session, reports);
  const gone = [...scene.before.keys()].filter((deviceId) => !after.has(deviceId));
  await removeDevices(database, session, gone);
  const kept = unchangedKept(scene.before, after);
  await storeDevices(database, session, { before: scene.before, after: kept, gone });
  await moveAnnotations(database, session, successors(scene, deviceOf));
  await recordMoves(database, session, {
    moves: [...scene.stored.values()].map(({ partition, identity, device_id: from }) => ({
      partition,
      identity,
      from,
      to: deviceOf(partition, identity),
    })),
    reports: scene.reports,
    cause,
  });
}

/** Reports whose observations are folded at once; in between, what is on its way to the server goes on. */
const FOLDED_AT_ONCE = 25;

/** The state of each report with what was told. */
async function statesOf(
  scene: Scene,
  told: readonly ToldReport[],
): Promise<ReadonlyMap<string, DeviceState>> {
  const states = new Map<string, DeviceState>();
  for (const [key, row] of scene.stored) {
    const state = row.state ?? scene.before.get(row.device_id);
    if (state !== undefined) states.set(key, state);
  }
  for (const [index, { partition, identity, state }] of told.entries()) {
    const key = keyOf(partition, identity);
    const known = states.get(key);
    states.set(key, known === undefined ? state : join(known, state));
    if (index % FOLDED_AT_ONCE === 0) await setImmediate();
  }
  return states;
}

/** A claim that nobody owns is of whoever told it. */
function movedClaims({ claims }: Scene, assigned: Assigned): readonly MovedClaim[] {
  return claims.flatMap(({ partition, identity, text, deviceId: before }) => {
    const deviceId =
      assigned.claims.get(keyOf(partition, text)) ??
      assigned.devices.get(keyOf(partition, identity));
    if (deviceId === undefined || deviceId === before) return [];
    return [{ partition, identity, ...readClaim(text), deviceId }];
  });
}

function changedIds(
  { owners, ids }: Scene,
  deviceOf: (partition: string, identity: string) => string,
): readonly IdRow[] {
  return [...owners].flatMap(([id, owner]) => {
    const deviceId = deviceOf(owner.partition, owner.identity);
    const known = ids.get(id);
    // The owner of an id that only a stranger was reported under may be nobody of these.
    if (deviceId === '') return [];
    const same =
      known?.deviceId === deviceId &&
      known.since === owner.since &&
      known.partition === owner.partition &&
      known.identity === owner.identity;
    return same ? [] : [{ id, deviceId, ...owner }];
  });
}

function changedReports(
  { stored }: Scene,
  {
    members,
    states,
    deviceOf,
  }: {
    readonly members: ReadonlyMap<string, readonly Report[]>;
    readonly states: ReadonlyMap<string, DeviceState>;
    readonly deviceOf: (partition: string, identity: string) => string;
  },
): readonly ReportRow[] {
  return [...states].flatMap(([key, state]) => {
    const [partition = '', identity = ''] = key.split('\u0000');
    const deviceId = deviceOf(partition, identity);
    const alone = (members.get(deviceId)?.length ?? 0) < 2;
    const known = stored.get(key);
    const kept = alone ? null : state;
    if (known?.device_id === deviceId && known.state === kept) return [];
    return [{ partition, identity, device_id: deviceId, state: kept }];
  });
}

/**
 * Where devices went that have another id now: to that of their strongest identity. What people wrote of a device
 * goes with it.
 */
function successors(
  { stored }: Scene,
  deviceOf: (partition: string, identity: string) => string,
): ReadonlyMap<string, string> {
  const strongest = new Map<string, ReportRow>();
  for (const row of stored.values()) {
    const known = strongest.get(row.device_id);
    if (known === undefined || compareIdentities(row.identity, known.identity) < 0) {
      strongest.set(row.device_id, row);
    }
  }
  return new Map(
    [...strongest]
      .map(([from, { partition, identity }]) => [from, deviceOf(partition, identity)] as const)
      .filter(([from, to]) => from !== to),
  );
}

function compareIdentities(a: string, b: string): number {
  return compareKinds(readClaim(a).kind, readClaim(b).kind) || compareText(a, b);
}

/** Devices as they were where they know nothing new, so that they are not written again. */
function unchangedKept(
  before: ReadonlyMap<string, DeviceState>,
  after: ReadonlyMap<string, DeviceState>,
): ReadonlyMap<string, DeviceState> {
  return new Map(
    [...after].map(([deviceId, state]) => {
      const known = before.get(deviceId);
      return [deviceId, known !== undefined && equal(known, state) ? known : state];
    }),
  );
}

function equal(a: DeviceState, b: DeviceState): boolean {
  if (a === b) return true;
  // Interfaces have no index signature; all of the state is plain JSON.
  const text = (state: DeviceState) => canonicalJson({ ...state } as unknown as JsonValue);
  return text(a) === text(b);
}
