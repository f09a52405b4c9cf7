import { type Database, type Session, sql } from '../connection/index.ts';

/** A job of TimescaleDB that works on one of our hypertables. */
export interface LivePolicy {
  readonly hypertable: string;
  readonly everySeconds: number;
  /** Age from which it drops or converts; null where it goes by something else. */
  readonly afterSeconds: number | null;
  readonly scheduled: boolean;
}

interface PolicyRow {
  readonly hypertable: string;
  readonly every: number;
  readonly after: number | null;
  readonly scheduled: boolean;
}

/** The policies of one kind, by hypertable. They can be read under either licence. */
export async function readPolicies(
  database: Database,
  session: Session,
  kind: { readonly procedure: string; readonly age: string },
): Promise<Map<string, LivePolicy>> {
  const rows = await session.query<PolicyRow>(
    'reconcile.policies',
    sql`select hypertable_name as hypertable,
               extract(epoch from schedule_interval)::float8 as every,
               extract(epoch from (config ->> ${kind.age})::interval)::float8 as after,
               scheduled
          from timescaledb_information.jobs
         where hypertable_schema = ${database.options.schema} and proc_name = ${kind.procedure}`,
  );
  return new Map(
    rows.map(({ hypertable, every, after, scheduled }) => [
      hypertable,
      { hypertable, everySeconds: every, afterSeconds: after, scheduled },
    ]),
  );
}

/** A policy as people read it. */
export function policyText(policy: LivePolicy | undefined, verb: string): string {
  if (policy === undefined) return 'none';
  const { afterSeconds, everySeconds, scheduled } = policy;
  const after = afterSeconds === null ? 'by another rule' : `after ${afterSeconds / 3_600} h`;
  return `${verb} ${after}, every ${everySeconds} s${scheduled ? '' : ', switched off'}`;
}
