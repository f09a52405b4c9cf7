import { type NewRow, withHash } from '../../catalogue/index.ts';
import { formatInstant, type Instant } from '../../core/index.ts';
import { type Database, type Session, sql } from '../../database/index.ts';
import { hiddenBy } from '../fold/index.ts';
import { keyOf, type Report } from '../identity/index.ts';
import type { Transition } from './changes.ts';

/** A join, split, deletion or return, with who did it and why; without a time: now. */
export type AuditEntry = Omit<NewRow<'device_merge_audit'>, 'row_key' | 'happened_at'> & {
  readonly happened_at?: Instant;
};

/** Who acts where evidence does. */
export const STORE_ACTOR = 'radarstore';

/** Who asked for it, where that was not an observation. */
export interface Cause {
  readonly actor: string;
  readonly evidence: object;
}

/** Keeps entries of the audit, within the transaction that does what they tell. */
export async function recordAudit(
  database: Database,
  session: Session,
  entries: readonly AuditEntry[],
): Promise<void> {
  if (entries.length === 0) return;
  const rows = entries.map((entry) => {
    const { row_key } = withHash('device_merge_audit', entry) as NewRow<'device_merge_audit'>;
    const { happened_at: at } = entry;
    return {
      ...entry,
      evidence: entry.evidence ?? {},
      happened_at: at === undefined ? null : formatInstant(at),
      row_key: Buffer.from(row_key).toString('hex'),
    };
  });
  await session.execute(
    'inventory.record_audit',
    sql`insert into ${database.relation('device_merge_audit')}
               (happened_at, device_id, action, other_device_id, actor, evidence, row_key)
        select coalesce(happened_at, clock.now), device_id, action, other_device_id, actor, evidence,
               decode(row_key, 'hex')
          from (select clock_timestamp() as now) as clock,
               jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as given
               (happened_at timestamptz, device_id text, action text, other_device_id text, actor text,
                evidence jsonb, row_key text)
        on conflict do nothing`,
  );
}

/** Keeps which devices came back that had been deleted. */
export function recordReturns(
  database: Database,
  session: Session,
  transitions: readonly Transition[],
): Promise<void> {
  const entries = transitions.flatMap(({ deviceId, before, after }): AuditEntry[] => {
    if (before === undefined || hiddenBy(before) !== 'deletion' || hiddenBy(after) !== null)
      return [];
    const { newest } = after.origins;
    return [
      {
        device_id: deviceId,
        action: 'return',
        other_device_id: null,
        actor: newest?.source ?? STORE_ACTOR,
        evidence: {
          deleted_at:
            before.hides.deletion === undefined ? null : formatInstant(before.hides.deletion.at),
          observed_at: newest === undefined ? null : formatInstant(newest.at),
        },
      },
    ];
  });
  return recordAudit(database, session, entries);
}

/** A report that was stored, with its device before and after. */
export interface Move {
  readonly partition: string;
  readonly identity: string;
  readonly from: string;
  readonly to: string;
}

/** Keeps which devices became one, which one became several, and which got another id. */
export function recordMoves(
  database: Database,
  session: Session,
  {
    moves,
    reports,
    cause,
  }: {
    readonly moves: readonly Move[];
    readonly reports: readonly Report[];
    readonly cause: Cause | undefined;
  },
): Promise<void> {
  if (moves.every(({ from, to }) => from === to)) return Promise.resolve();
  const claims = new Map(reports.map((one) => [keyOf(one.partition, one.identity), one.claims]));
  const byTo = grouped(moves, 'to');
  const byFrom = grouped(moves, 'from');
  const actor = cause?.actor ?? STORE_ACTOR;
  const entry = (action: string, ids: readonly [string, string], evidence: object): AuditEntry => ({
    device_id: ids[0],
    action,
    other_device_id: ids[1],
    actor,
    evidence: { ...evidence, ...cause?.evidence },
  });
  const entries: AuditEntry[] = [];
  for (const [to, parts] of byTo) {
    const froms = [...new Set(parts.map((one) => one.from))].filter((from) => from !== to);
    for (const from of froms) {
      const came = parts.filter((one) => one.from === from);
      const whole = byFrom.get(from)?.every((one) => one.to === to) === true;
      const alone = came.length === parts.length;
      if (alone && whole)
        entries.push(entry('rename', [to, from], { identities: identitiesOf(came) }));
      else if (!alone) entries.push(entry('join', [to, from], joined(came, parts, claims)));
    }
  }
  for (const [from, parts] of byFrom) {
    const tos = [...new Set(parts.map((one) => one.to))].sort();
    const stays = tos.includes(from) ? from : tos[0];
    for (const to of tos) {
      if (to === stays) continue;
      const went = parts.filter((one) => one.to === to);
      entries.push(entry('split', [from, to], { identities: identitiesOf(went) }));
    }
  }
  return recordAudit(database, session, entries);
}

function grouped(moves: readonly Move[], by: 'from' | 'to'): ReadonlyMap<string, readonly Move[]> {
  const groups = new Map<string, Move[]>();
  for (const move of moves) {
    const group = groups.get(move[by]);
    if (group === undefined) groups.set(move[by], [move]);
    else group.push(move);
  }
  return groups;
}

const identitiesOf = (moves: readonly Move[]): readonly string[] =>
  moves.map((one) => one.identity).sort();

/** What both sides of a join had told. */
function joined(
  came: readonly Move[],
  all: readonly Move[],
  claims: ReadonlyMap<string, Report['claims']>,
): object {
  const told = (moves: readonly Move[]) =>
    new Set(
      moves.flatMap((one) => [...(claims.get(keyOf(one.partition, one.identity))?.keys() ?? [])]),
    );
  const others = told(all.filter((one) => !came.includes(one)));
  return {
    identities: identitiesOf(came),
    shared: [...told(came)].filter((text) => others.has(text)).sort(),
  };
}
