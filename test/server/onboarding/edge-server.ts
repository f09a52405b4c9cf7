import { CATALOGUE } from '../../../src/catalogue/index.ts';
import { ensureChunks } from '../../../src/database/index.ts';
import {
  createKeyRing,
  createOnboarding,
  localTrust,
  type Onboarding,
  type OnboardingParts,
} from '../../../src/inventory/index.ts';
import { silentLogger } from '../../../src/observe/index.ts';
import { LOCAL, setAccess } from '../../../src/server/auth/index.ts';
import { newKey, POLLER } from '../../inventory/onboarding/onboarded.ts';
import { type Answer, type Body, NOW, type Served, serve } from '../served.ts';

export const ROOT = '/api/admin/edge-packages';
export const NOBODY = '00000000-0000-4000-8000-000000000000';

export interface Sending {
  readonly body?: object | string;
  readonly headers?: Record<string, string>;
  /** Another address for each test that brings wrong tokens. */
  readonly from?: string;
}

/** A package and what its creation told. */
export interface Made {
  readonly id: string;
  readonly token: string;
  readonly join: string;
}

type Asked = Answer & { readonly bytes: Buffer };

/** A server on which onboarding is on. */
export interface EdgeServer {
  readonly served: Served;
  readonly parts: OnboardingParts;
  /** Serves another onboarding, or none. */
  turn(onboarding: Onboarding | null): void;
  ask(method: 'GET' | 'POST' | 'DELETE', path: string, sending?: Sending): Promise<Asked>;
  make(request?: object): Promise<Made>;
  download(made: Pick<Made, 'id' | 'token'>, sending?: Sending, query?: string): Promise<Asked>;
  revoke(id: string): Promise<Asked>;
  /** Forgets all packages, and sets the clock back. */
  reset(): Promise<void>;
}

export async function serveEdge(): Promise<EdgeServer> {
  const served = await serve();
  // Stands for the authentication: who sends this header is confined to the partition in it.
  served.app.addHook('onRequest', async (request) => {
    const { 'x-test-partition': partition } = request.headers;
    const access = { ...LOCAL, actor: 'grace', userId: 'u1' };
    if (partition !== undefined) setAccess(request, { ...access, partitions: [String(partition)] });
  });
  const { database } = served.db;
  const now = served.clock.now();
  await ensureChunks(database, CATALOGUE.edge_onboarding_events, { from: now, to: now });
  const parts: OnboardingParts = {
    database,
    owner: database,
    clock: served.clock,
    log: silentLogger,
    keys: createKeyRing([newKey()], 'the test'),
    defaults: {
      joinTokenMs: 900_000,
      downloadTokenMs: 86_400_000,
      trustDomain: 'example.org',
      selectors: ['unix:uid:0'],
      metadata: [{ componentType: 'poller', key: 'log_level', value: 'info' }],
      idPrefix: null,
    },
    apiUrl: null,
    activationCacheMs: 60_000,
    trust: localTrust(null),
    registry: { register: async () => {}, revoke: async () => {}, appendsTo: [] },
    configStore: null,
  };
  const turn = (onboarding: Onboarding | null) => {
    Object.assign(served.parts, { onboarding });
  };
  const ask: EdgeServer['ask'] = (method, path, sending = {}) =>
    send(served, { method, path }, sending);
  return {
    served,
    parts,
    turn,
    ask,
    async make(request = {}) {
      const { status, body } = await ask('POST', '', { body: { ...POLLER, ...request } });
      if (status !== 201) throw new Error(`no package: ${JSON.stringify(body)}`);
      return {
        id: String(body.package?.package_id),
        token: String(body.download_token),
        join: String(body.join_token),
      };
    },
    download: ({ id, token }, sending = {}, query = '') =>
      ask('POST', `/${id}/download${query}`, { body: { download_token: token }, ...sending }),
    revoke: (id) => ask('POST', `/${id}/revoke`, { body: { reason: 'lost' } }),
    async reset() {
      served.clock.set(NOW);
      turn(createOnboarding(parts));
      await database.script(
        'test.empty',
        'truncate radar.edge_onboarding_packages, radar.edge_onboarding_events',
      );
    },
  };
}

async function send(
  served: Served,
  { method, path }: { readonly method: 'GET' | 'POST' | 'DELETE'; readonly path: string },
  { body, headers = {}, from = '192.0.2.7' }: Sending,
): Promise<Asked> {
  const text = typeof body === 'object' ? JSON.stringify(body) : body;
  const answer = await served.app.inject({
    method,
    url: `${ROOT}${path}`,
    remoteAddress: from,
    headers: { ...(text === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(text === undefined ? {} : { payload: text }),
  });
  const isJson = String(answer.headers['content-type']).startsWith('application/json');
  return {
    status: answer.statusCode,
    headers: answer.headers,
    text: answer.body,
    bytes: answer.rawPayload,
    body: (isJson ? answer.json() : undefined) as Body,
  };
}
