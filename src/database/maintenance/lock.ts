import { type Database, type Session, type Sql, sql } from '../connection/index.ts';

/** The lock of the leader; it lasts as long as the connection that holds it. */
const leaderKey = ({ options }: Database): Sql =>
  sql`hashtextextended(${`radarstore maintenance ${options.schema}`}, 0)`;

/** One job runs once at a time, whoever runs it. */
const jobKey = ({ options }: Database, job: string): Sql =>
  sql`hashtextextended(${`radarstore job ${options.schema}.${job}`}, 0)`;

/** Takes the lock of the leader, unless another holds it. */
export function tryLead(database: Database, session: Session): Promise<boolean> {
  return tryLock(session, 'maintenance.elect', leaderKey(database));
}

/** Takes the lock of a job, unless another holds it. */
export function tryJob(database: Database, session: Session, job: string): Promise<boolean> {
  return tryLock(session, 'maintenance.lock_job', jobKey(database, job));
}

async function tryLock(session: Session, name: string, key: Sql): Promise<boolean> {
  const [row] = await session.query<{ locked: boolean }>(
    name,
    sql`select pg_try_advisory_lock(${key}) as locked`,
  );
  return row?.locked === true;
}

/** Whether any process holds the lock of the leader. */
export async function isLed(database: Database): Promise<boolean> {
  const [row] = await database.query<{ led: boolean }>(
    'maintenance.led',
    sql`select exists (
          select from pg_locks
           where locktype = 'advisory' and granted and objsubid = 1
             and database = (select oid from pg_database where datname = current_database())
             and (classid::bigint << 32) | objid::bigint = ${leaderKey(database)}
        ) as led`,
  );
  return row?.led === true;
}
