import { randomBytes } from 'node:crypto';
import {
  type Bootstrap,
  type BootstrapOptions,
  type Database,
  type DatabaseOptions,
  printBootstrap,
  quoteIdentifier,
} from '../../src/database/index.ts';
import type { TestDatabase } from './database.ts';
import { changeUrl } from './target.ts';

type RoleKind = 'owner' | 'writer' | 'reader';

/** A database that a superuser prepared by the printed bootstrap, and its three roles. */
export interface BootstrappedDatabase {
  readonly bootstrap: Bootstrap;
  readonly roles: { readonly [K in RoleKind]: string };
  /** URL with which a role logs in, for programs that pin no settings. */
  url(kind: RoleKind): string;
  /** A pool of a role. */
  connect(kind: RoleKind, options?: Partial<DatabaseOptions>): Promise<Database>;
  /** Drops the roles and all that is theirs. */
  drop(): Promise<void>;
}

/** Runs the bootstrap in an empty database, with roles that no other test has. */
export async function bootstrapDatabase(
  db: TestDatabase,
  options: Partial<BootstrapOptions> = {},
): Promise<BootstrappedDatabase> {
  const suffix = randomBytes(5).toString('hex');
  const roles = {
    owner: `owner_${suffix}`,
    writer: `writer_${suffix}`,
    reader: `reader_${suffix}`,
  };
  const password = randomBytes(12).toString('hex');
  const bootstrap = await printBootstrap({
    layout: db.database.engine.layout,
    schema: 'radar',
    database: db.name,
    roles,
    ...options,
  });
  await db.database.script('test.bootstrap', bootstrap.roles);
  await db.database.script('test.bootstrap', bootstrap.database);
  for (const role of Object.values(roles)) {
    await db.database.script('test.bootstrap', `alter role ${role} password '${password}'`);
  }
  const url = (kind: RoleKind) => changeUrl(db.url, { username: roles[kind], password });
  const { writer, reader } = roles;
  return {
    bootstrap,
    roles,
    url,
    connect: (kind, more = {}) =>
      db.connect({ target: { url: url(kind) }, roles: { writer, reader }, ...more }),
    drop: async () => {
      for (const role of Object.values(roles).map(quoteIdentifier)) {
        await db.database.script(
          'test.bootstrap',
          `drop owned by ${role} cascade; drop role ${role}`,
        );
      }
    },
  };
}
