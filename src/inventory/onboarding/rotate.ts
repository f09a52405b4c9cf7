import { messageOf, RadarError } from '../../core/index.ts';
import { type Database, type Session, sql } from '../../database/index.ts';
import type { StoredPackage } from './package.ts';
import type { KeyRing } from './secrets/index.ts';

/** What a rotation did. */
export interface RotationReport {
  /** Key under which everything is now. */
  readonly keyId: string;
  /** Packages whose secrets were encrypted anew. */
  readonly rotated: number;
  /** Packages whose secrets no key opens; they stay as they were. */
  readonly unreadable: readonly { readonly packageId: string; readonly message: string }[];
  /** Packages by key, after the rotation; null: encrypted by an older program. */
  readonly packagesByKey: readonly { readonly keyId: string | null; readonly packages: number }[];
}

type Sealed = Pick<
  StoredPackage,
  'package_id' | 'join_token_ciphertext' | 'bundle_ciphertext' | 'secrets_key_id'
>;

/** Packages of one transaction. */
const BATCH = 200;

/**
 * Encrypts the secrets of every package with the current key that another key, or an older program,
 * encrypted. May be interrupted, repeated and run while packages are served.
 */
export async function rotateKeys(database: Database, keys: KeyRing): Promise<RotationReport> {
  const unreadable: { packageId: string; message: string }[] = [];
  let rotated = 0;
  for (let after: string | null = null; ; ) {
    const batch = await rotateBatch(database, keys, after);
    rotated += batch.rotated;
    unreadable.push(...batch.unreadable);
    if (batch.last === undefined) break;
    after = batch.last;
  }
  const packagesByKey = await countByKey(database);
  return { keyId: keys.currentId, rotated, unreadable, packagesByKey };
}

interface Batch extends Pick<RotationReport, 'rotated' | 'unreadable'> {
  /** Undefined when there was nothing. */
  readonly last: string | undefined;
}

function rotateBatch(database: Database, keys: KeyRing, after: string | null): Promise<Batch> {
  return database.transaction('onboarding.rotate', async (session) => {
    const rows = await session.query<Sealed>(
      'onboarding.rotate',
      sql`select package_id, join_token_ciphertext, bundle_ciphertext, secrets_key_id
            from ${database.relation('edge_onboarding_packages')}
           where (join_token_ciphertext is not null or bundle_ciphertext is not null)
             and secrets_key_id is distinct from ${keys.currentId}
             and (${after}::uuid is null or package_id > ${after}::uuid)
           order by package_id limit ${BATCH} for update`,
    );
    const unreadable: { packageId: string; message: string }[] = [];
    for (const row of rows) {
      try {
        await reseal(database, session, { row, keys });
      } catch (fault) {
        if (!(fault instanceof RadarError)) throw fault;
        unreadable.push({ packageId: row.package_id, message: messageOf(fault) });
      }
    }
    const rotated = rows.length - unreadable.length;
    return { rotated, unreadable, last: rows.at(-1)?.package_id };
  });
}

/** `updated_at` stays: nothing that anybody sees of the package has changed. */
async function reseal(
  database: Database,
  session: Session,
  { row, keys }: { readonly row: Sealed; readonly keys: KeyRing },
): Promise<void> {
  const { package_id: packageId, secrets_key_id: keyId } = row;
  const anew = (ciphertext: string | null, field: 'join_token' | 'bundle') => {
    if (ciphertext === null || ciphertext === '') return ciphertext;
    const place = { packageId, field };
    return keys.encrypt(keys.decrypt(ciphertext, place, keyId), place);
  };
  await session.execute(
    'onboarding.reseal',
    sql`update ${database.relation('edge_onboarding_packages')}
           set join_token_ciphertext = ${anew(row.join_token_ciphertext, 'join_token')},
               bundle_ciphertext = ${anew(row.bundle_ciphertext, 'bundle')},
               secrets_key_id = ${keys.currentId}
         where package_id = ${packageId}::uuid`,
  );
}

async function countByKey(database: Database): Promise<RotationReport['packagesByKey']> {
  const rows = await database.query<{ key_id: string | null; packages: number }>(
    'onboarding.keys',
    sql`select secrets_key_id as key_id, count(*) as packages
          from ${database.relation('edge_onboarding_packages')}
         where join_token_ciphertext is not null or bundle_ciphertext is not null
         group by secrets_key_id order by secrets_key_id nulls last`,
  );
  return rows.map(({ key_id: keyId, packages }) => ({ keyId, packages }));
}
