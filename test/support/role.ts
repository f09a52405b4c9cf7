import { randomBytes } from 'node:crypto';
import { type Database, quoteIdentifier } from '../../src/database/index.ts';
import type { TestDatabase } from './database.ts';
import { changeUrl } from './target.ts';

/** A login role without rights of its own, in the database of a test. */
export interface TestRole {
  readonly name: string;
  /** Quoted, for statements. */
  readonly quoted: string;
  readonly password: string;
  /** A pool of this role. */
  readonly database: Database;
  drop(): Promise<void>;
}

/** Makes a role and a pool of its own; `prepare` may grant it rights before it connects. */
export async function createTestRole(
  db: TestDatabase,
  prepare: (quoted: string) => Promise<void> = async () => {},
): Promise<TestRole> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  const quoted = quoteIdentifier(name);
  const password = randomBytes(12).toString('hex');
  await db.database.script('test.role', `create role ${quoted} login password '${password}'`);
  await prepare(quoted);
  const url = changeUrl(db.url, { username: name, password });
  const database = await db.connect({ target: { url } });
  return {
    name,
    quoted,
    password,
    database,
    drop: async () => {
      await database.close();
      await db.database.script('test.role', `drop owned by ${quoted}; drop role ${quoted}`);
    },
  };
}
