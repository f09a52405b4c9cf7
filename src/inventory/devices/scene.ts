import type { Database, Session } from '../../database/index.ts';
import type { DeviceState } from '../fold/index.ts';
import {
  claimText,
  compareOwners,
  compareText,
  compareWeak,
  ID_KIND,
  type IdOwner,
  isWeak,
  keyOf,
  type Report,
  readClaim,
  reportOf,
  type Surroundings,
  sharedOf,
  type ToldReport,
} from '../identity/index.ts';
import {
  type HeldClaim,
  type IdRow,
  type ReportKey,
  type ReportRow,
  readIds,
  readOwnedIds,
  readRelated,
  readReports,
  readReportsOf,
  readReportsWith,
  readSeparations,
  readStates,
} from './stored/index.ts';

/** Everything that decides who is who, as it is stored and as it was told. */
export interface Scene extends Surroundings {
  readonly reports: readonly Report[];
  /** Reports as they are stored, by key. */
  readonly stored: ReadonlyMap<string, ReportRow>;
  readonly claims: readonly HeldClaim[];
  readonly ids: ReadonlyMap<string, IdRow>;
  /** Devices as they are stored. */
  readonly before: ReadonlyMap<string, DeviceState>;
}

/** Reads it: everybody whom `told` and `anew` may concern. */
export async function readScene(
  database: Database,
  session: Session,
  {
    told,
    anew,
    mostClaimants,
  }: {
    readonly told: readonly ToldReport[];
    readonly anew: readonly ReportKey[];
    readonly mostClaimants: number;
  },
): Promise<Scene> {
  const toldIds = idsOf([...told, ...anew]);
  for (const { ids } of told) for (const id of ids.keys()) toldIds.add(id);
  const firstIds = await readIds(database, session, [...toldIds]);
  const strong = [...told, ...anew].filter((one) => !isWeak(one.identity));
  const related = await readRelated(database, session, {
    mostClaimants,
    identities: [...strong, ...firstIds],
    claims: [
      ...strong.map(({ partition, identity }) => ({ partition, ...readClaim(identity) })),
      ...told.flatMap(({ partition, claims }) => claims.map((one) => ({ partition, ...one }))),
    ],
  });
  const rows = await readStored(database, session, { related: related.claims, told, toldIds });
  const keys = [...rows.values(), ...told];
  const weakIds = idsOf(keys);
  const ids = new Map(
    [
      ...firstIds,
      ...(await readIds(
        database,
        session,
        [...weakIds].filter((id) => !toldIds.has(id)),
      )),
      ...(await readOwnedIds(
        database,
        session,
        [...rows.values()].filter((one) => !isWeak(one.identity)),
      )),
    ].map((row) => [row.id, row]),
  );
  const partitions = [...new Set(keys.map((one) => one.partition))];
  const reports = reportsOf({ told, stored: rows, claims: related.claims });
  return {
    reports,
    shared: united(related.shared, sharedOf(reports, mostClaimants)),
    owners: ownersOf(ids, told),
    weakPartitions: await readWeakPartitions(database, session, { ids: weakIds, told }),
    separations: await readSeparations(database, session, partitions),
    stored: rows,
    claims: related.claims,
    ids,
    before: await readStates(database, session, [
      ...new Set([...rows.values()].map((row) => row.device_id)),
    ]),
  };
}

function united(a: Surroundings['shared'], b: Surroundings['shared']): Surroundings['shared'] {
  const partitions = new Set([...a.keys(), ...b.keys()]);
  return new Map(
    [...partitions].map((one) => [one, new Set([...(a.get(one) ?? []), ...(b.get(one) ?? [])])]),
  );
}

/** Ids of reports that have nothing stronger. */
function idsOf(keys: readonly ReportKey[]): Set<string> {
  return new Set(
    keys.flatMap(({ identity }) => (isWeak(identity) ? [readClaim(identity).value] : [])),
  );
}

/** Stored reports of all who are concerned, and all others of their devices. */
async function readStored(
  database: Database,
  session: Session,
  {
    related,
    told,
    toldIds,
  }: {
    readonly related: readonly HeldClaim[];
    readonly told: readonly ToldReport[];
    readonly toldIds: ReadonlySet<string>;
  },
): Promise<ReadonlyMap<string, ReportRow>> {
  // A record that hides a device may have been told with any claim of it as its identity.
  const keys = new Map<string, ReportKey>();
  const add = (partition: string, identity: string) =>
    keys.set(keyOf(partition, identity), { partition, identity });
  for (const { partition, identity, claims } of told) {
    add(partition, identity);
    for (const claim of claims) add(partition, claimText(claim));
  }
  for (const { partition, identity, text } of related) {
    add(partition, identity);
    add(partition, text);
  }
  const known = [
    ...(await readReports(database, session, [...keys.values()])),
    ...(await readReportsOf(
      database,
      session,
      [...toldIds].map((id) => `${ID_KIND}:${id}`),
    )),
  ];
  const deviceIds = [...new Set(known.map((row) => row.device_id))];
  const all = await readReportsWith(database, session, deviceIds);
  return new Map(all.map((row) => [keyOf(row.partition, row.identity), row]));
}

function reportsOf({
  told,
  stored,
  claims,
}: {
  readonly told: readonly ToldReport[];
  readonly stored: ReadonlyMap<string, ReportRow>;
  readonly claims: readonly HeldClaim[];
}): readonly Report[] {
  const known = new Map<string, (readonly [string, number])[]>();
  const note = (key: string, text: string, first: number) => {
    const heard = known.get(key);
    if (heard === undefined) known.set(key, [[text, first]]);
    else heard.push([text, first]);
  };
  for (const { partition, identity, text, first } of claims) {
    note(keyOf(partition, identity), text, first);
  }
  for (const { partition, identity, claims: heard } of told) {
    const key = keyOf(partition, identity);
    for (const claim of heard) note(key, claimText(claim), claim.first);
  }
  const keys = new Map<string, ReportKey>([
    ...stored,
    ...told.map((one) => [keyOf(one.partition, one.identity), one] as const),
  ]);
  return [...keys]
    .sort(([a], [b]) => compareText(a, b))
    .map(([key, { partition, identity }]) => reportOf(partition, identity, known.get(key) ?? []));
}

function ownersOf(
  ids: ReadonlyMap<string, IdRow>,
  told: readonly ToldReport[],
): ReadonlyMap<string, IdOwner> {
  const owners = new Map<string, IdOwner>(
    [...ids].map(([id, { partition, identity, since }]) => [id, { partition, identity, since }]),
  );
  for (const { partition, identity, ids: reported } of told) {
    for (const [id, since] of reported) {
      const one = { partition, identity, since };
      const known = owners.get(id);
      if (known === undefined || compareOwners(id, one, known) < 0) owners.set(id, one);
    }
  }
  return owners;
}

async function readWeakPartitions(
  database: Database,
  session: Session,
  { ids, told }: { readonly ids: ReadonlySet<string>; readonly told: readonly ToldReport[] },
): Promise<ReadonlyMap<string, string>> {
  const rows = await readReportsOf(
    database,
    session,
    [...ids].map((id) => `${ID_KIND}:${id}`),
  );
  const first = new Map<string, string>();
  for (const { partition, identity } of [...rows, ...told.filter((one) => isWeak(one.identity))]) {
    const { value: id } = readClaim(identity);
    const known = first.get(id);
    if (known === undefined || compareWeak(id, partition, known) < 0) first.set(id, partition);
  }
  return first;
}
