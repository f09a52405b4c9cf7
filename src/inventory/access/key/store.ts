import { formatInstant, type Instant } from '../../../core/index.ts';
import { type Database, type Session, sql } from '../../../database/index.ts';
import type { PublicKey } from './jwt.ts';

/** A signing key as stored. */
export interface StoredKey {
  readonly kid: string;
  readonly publicKey: PublicKey;
  /** Encrypted; null where the process that made it keeps it. */
  readonly privateKey: string | null;
  readonly createdAt: Instant;
  readonly retiredAt: Instant | null;
}

/** Every key of which something may still be valid, the newest first. */
export function readKeys(database: Database): Promise<readonly StoredKey[]> {
  return database.query<StoredKey>(
    'access.keys',
    sql`select kid, public_key as "publicKey", private_key as "privateKey",
               created_at as "createdAt", retired_at as "retiredAt"
          from ${database.relation('access_keys')} order by created_at desc, kid`,
  );
}

export async function storeKey(
  database: Database,
  session: Session,
  key: Omit<StoredKey, 'retiredAt'>,
): Promise<void> {
  await session.execute(
    'access.store_key',
    sql`insert into ${database.relation('access_keys')} (kid, public_key, private_key, created_at)
        values (${key.kid}, ${JSON.stringify(key.publicKey)}::jsonb, ${key.privateKey},
                ${formatInstant(key.createdAt)}::timestamptz)`,
  );
}

/** Lets keys sign no more; `kid` absent: all. */
export function retireKeys(
  database: Database,
  session: Session,
  { kid, at }: { readonly kid?: string; readonly at: Instant },
): Promise<number> {
  const which = kid === undefined ? sql`true` : sql`kid = ${kid}`;
  return session.execute(
    'access.retire_keys',
    sql`update ${database.relation('access_keys')}
           set retired_at = ${formatInstant(at)}::timestamptz
         where ${which} and retired_at is null`,
  );
}

/** Removes every key, so that no token that was signed before is valid. */
export const removeKeys = (database: Database, session: Session): Promise<number> =>
  session.execute('access.remove_keys', sql`delete from ${database.relation('access_keys')}`);
