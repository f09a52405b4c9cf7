import type { InjectOptions, LightMyRequestResponse } from 'fastify';
import {
  type AccessControl,
  createAccess,
  createPasswords,
  folderKeeper,
  type HashCost,
  type KeyKeeper,
} from '../../../src/inventory/index.ts';
import { silentLogger } from '../../../src/observe/index.ts';
import { buildServer, type ServerParts } from '../../../src/server/index.ts';
import { type Served, type ServedOptions, serve } from '../served.ts';
import { type DeclaredRoute, noteRoutes } from './routes.ts';

/** Hashes that cost nothing, for tests that make many. */
export const CHEAP: HashCost = { memoryCost: 8, timeCost: 1, parallelism: 1 };

export const PASSWORD = 'correct horse battery';

/** Keeps keys nowhere but in memory: its folder cannot be made. */
export const forgetfulKeeper = (): KeyKeeper => folderKeeper('/dev/null/keys', silentLogger);

export const LIFETIMES = {
  issuer: 'radarstore',
  accessTokenMs: 900_000,
  refreshTokenMs: 7 * 86_400_000,
  sessionMs: 43_200_000,
  sessionLimitMs: 604_800_000,
  keyRotationMs: 30 * 86_400_000,
};

/** Somebody at a command, who may do everything. */
export const ROOT = { actor: 'root', address: null, scopes: ['*'] } as const;

/** A server that asks everybody who they are. */
export interface Guarded extends Served {
  readonly control: AccessControl;
  /** Every route, as it is declared; filled when the server is ready. */
  readonly routes: readonly DeclaredRoute[];
  ask(options: InjectOptions): Promise<LightMyRequestResponse>;
  /** Makes a user of that name. */
  user(
    name: string,
    roles: readonly string[],
    partitions?: readonly string[] | null,
  ): Promise<string>;
  /** The access token of somebody who logs in. */
  login(name: string): Promise<string>;
  /** An API token of nobody. */
  token(scopes: readonly string[], partitions?: readonly string[] | null): Promise<string>;
}

export async function guard(
  options: ServedOptions & { readonly auth?: Partial<ServerParts['auth']> } = {},
): Promise<Guarded> {
  const served = await serve(options);
  await served.app.close();
  const control = createAccess({
    ...LIFETIMES,
    database: served.db.database,
    clock: served.clock,
    log: silentLogger,
    keeper: forgetfulKeeper(),
    passwords: createPasswords(CHEAP),
  });
  const auth = { control, enabled: true, loginsPerMinute: 10_000, ...options.auth };
  const parts = { ...served.parts, auth };
  const app = buildServer(parts, options);
  const routes = noteRoutes(app);
  let made = 0;
  return {
    ...served,
    parts,
    app,
    routes,
    control,
    ask: (request) => app.inject(request),
    async user(username, roles, partitions = null) {
      const wanted = { username, roles, partitions, password: PASSWORD };
      return (await control.createUser(wanted, ROOT)).user.id;
    },
    login: async (username) =>
      (await control.logIn({ username, password: PASSWORD, address: null })).accessToken,
    async token(scopes, partitions = null) {
      made += 1;
      return (await control.createToken({ name: `t${made}`, scopes, partitions }, ROOT)).secret;
    },
    close: async () => {
      await app.close();
      await control.settle();
      await served.close();
    },
  };
}

export const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
