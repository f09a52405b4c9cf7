import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Database } from '../../../src/database/index.ts';
import { createOnboarding } from '../../../src/inventory/index.ts';
import { METADATA, POLLER } from '../../inventory/onboarding/onboarded.ts';
import { NOW } from '../served.ts';
import { type EdgeServer, NOBODY, serveEdge } from './edge-server.ts';

let edge: EdgeServer;
beforeAll(async () => {
  edge = await serveEdge();
});
afterAll(async () => edge?.served.close());
beforeEach(async () => edge.reset());

/** Every address, for what holds of all of them. */
const ADDRESSES = [
  ['GET', '/defaults'],
  ['GET', ''],
  ['POST', ''],
  ['GET', `/${NOBODY}`],
  ['GET', `/${NOBODY}/events`],
  ['POST', `/${NOBODY}/download`],
  ['POST', `/${NOBODY}/revoke`],
  ['DELETE', `/${NOBODY}`],
] as const;

describe('while onboarding is off', () => {
  test.each(ADDRESSES)('%s %s answers 503', async (method, path) => {
    edge.turn(null);
    const { status, body } = await edge.ask(method, path);
    expect({ status, code: body.code }).toEqual({ status: 503, code: 'ONBOARDING_OFF' });
  });
});

describe('for who is confined to a network partition', () => {
  test.each(ADDRESSES)('%s %s answers 403, but for the download', async (method, path) => {
    const headers = { 'x-test-partition': 'west' };
    const { status } = await edge.ask(method, path, { headers });
    expect(status).toBe(path.endsWith('download') ? 400 : 403);
  });
});

describe('while the database is away', () => {
  const asking = ADDRESSES.filter(([, path]) => path !== '/defaults');
  test.each(asking)('%s %s answers 502, and when to try again', async (method, path) => {
    const away = async () => {
      throw Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    };
    const database = { ...edge.served.db.database, query: away, transaction: away } as Database;
    edge.turn(createOnboarding({ ...edge.parts, database }));
    const bodies = path.endsWith('download') ? { download_token: 'x' } : { ...POLLER };
    const sent = method === 'POST' && !path.endsWith('revoke') ? { body: bodies } : {};
    const { status, body, headers } = await edge.ask(method, path, sent);
    expect({ status, code: body.code }).toEqual({ status: 502, code: 'ONBOARDING_STORE_FAILED' });
    expect(headers['retry-after']).toBe('5');
  });
});

describe('GET defaults', () => {
  test('200: selectors and metadata by type', async () => {
    expect(await edge.ask('GET', '/defaults')).toMatchObject({
      status: 200,
      body: { selectors: ['unix:uid:0'], metadata: { poller: { log_level: 'info' } } },
    });
    const bare = { ...edge.parts.defaults, selectors: [], metadata: [] };
    edge.turn(createOnboarding({ ...edge.parts, defaults: bare }));
    expect((await edge.ask('GET', '/defaults')).body).toEqual({});
  });
});

describe('GET the list', () => {
  const list = async (query: string) => {
    const { status, body } = await edge.ask('GET', query);
    return status === 200 ? body.map((one) => String(one.component_id)) : status;
  };

  test('200: an array, empty ones too, filtered by repeated and listed values', async () => {
    expect((await edge.ask('GET', '')).text).toBe('[]');
    const [a] = [await edge.make({ component_id: 'a' })];
    edge.served.clock.advance(1_000);
    await edge.make({ component_id: 'b', component_type: 'agent', parent_id: 'a' });
    edge.served.clock.advance(1_000);
    await edge.revoke(a.id);
    expect(await list('')).toEqual(['a', 'b']);
    expect(await list('?status=issued')).toEqual(['b']);
    expect(await list('?status=issued,revoked')).toEqual(['a', 'b']);
    expect(await list('?status=issued&status=revoked&limit=1')).toEqual(['a']);
    expect(await list('?status=')).toEqual(['a', 'b']);
    expect(await list('?component_type=AGENT')).toEqual(['b']);
    expect(await list('?component_type=poller&component_type=Agent')).toEqual(['a', 'b']);
    expect(await list('?parent_id=a')).toEqual(['b']);
    expect(await list('?poller_id=a&component_id=b')).toEqual(['b']);
  });

  test('400: a limit that is none, a status in another case, a type that does not exist', async () => {
    for (const query of [
      ...['?limit=0', '?limit=-1', '?limit=x', '?limit=1.5', '?limit=10001'],
      ...['?status=Issued', '?status=issued,lost', '?component_type=collector', '?stauts=issued'],
    ]) {
      expect(await list(query), query).toBe(400);
    }
  });
});

describe('POST a package', () => {
  test('201: the package with its secrets, and no secret in the package', async () => {
    const { status, body } = await edge.ask('POST', '', { body: POLLER });
    expect(status).toBe(201);
    expect(Object.keys(body).sort()).toEqual([
      'bundle_pem',
      'download_token',
      'join_token',
      'onboarding_token',
      'package',
    ]);
    expect(body.package).toMatchObject({
      component_id: 'edge-poller',
      poller_id: 'edge-poller',
      status: 'issued',
      created_by: 'local',
      created_at: NOW,
      join_token_expires_at: '2026-03-10T12:15:00.000Z',
      download_token_expires_at: '2026-03-11T12:00:00.000Z',
    });
    expect(JSON.parse(String(body.package?.metadata_json))).toEqual({
      ...METADATA,
      log_level: 'info',
    });
    for (const absent of [
      ...['join_token_ciphertext', 'bundle_ciphertext', 'download_token_hash'],
      ...['downstream_entry_id', 'secrets_key_id', 'site', 'notes', 'kv_revision', 'parent_id'],
    ]) {
      expect(body.package).not.toHaveProperty(absent);
    }
  });

  test.each([
    ['no JSON', '{'],
    ['a list', '[]'],
    ['nothing', ''],
    ['no label', { ...POLLER, label: undefined }],
    ['a blank label', { ...POLLER, label: '  ' }],
    ['a negative lifetime', { ...POLLER, download_token_ttl_seconds: -1 }],
    ['a lifetime that is a text', { ...POLLER, join_token_ttl_seconds: '60' }],
    ['a parent for a poller', { ...POLLER, parent_id: 'x' }],
    ['metadata without what a poller needs', { label: 'x' }],
    ['metadata that is no text', { ...POLLER, metadata_json: {} }],
    ['selectors that are no list', { ...POLLER, selectors: 'unix:uid:0' }],
    ['an unknown member', { ...POLLER, lable: 'x' }],
    ['a NUL character', { ...POLLER, notes: 'a\u0000b' }],
  ])('400: %s', async (_, body) => {
    const answer = await edge.ask('POST', '', { body });
    expect(answer).toMatchObject({ status: 400, body: { code: 'REQUEST_INVALID' } });
    expect((await edge.ask('GET', '')).text).toBe('[]');
  });

  test('409: another package has the poller', async () => {
    await edge.make({ poller_id: 'p1' });
    const answer = await edge.ask('POST', '', { body: { ...POLLER, poller_id: 'p1' } });
    expect(answer).toMatchObject({ status: 409, body: { code: 'CONFLICT' } });
  });

  test('413: a body that is too long', async () => {
    const answer = await edge.ask('POST', '', { body: { ...POLLER, notes: 'x'.repeat(300_000) } });
    expect(answer).toMatchObject({ status: 413, body: { code: 'BODY_TOO_LARGE' } });
  });

  test('502: no trust was issued', async () => {
    const trust = {
      issue: async () => {
        throw new Error('away');
      },
      revoke: async () => {},
    };
    edge.turn(createOnboarding({ ...edge.parts, trust }));
    const answer = await edge.ask('POST', '', { body: POLLER });
    expect(answer).toMatchObject({ status: 502, body: { code: 'TRUST_ISSUER_FAILED' } });
  });
});

describe('GET one package and its events', () => {
  test('200: also of one that is deleted', async () => {
    const { id } = await edge.make({ site: 'roof', notes: 'n' });
    expect((await edge.ask('GET', `/${id}`)).body).toMatchObject({ site: 'roof', notes: 'n' });
    expect((await edge.ask('GET', `/${id.toUpperCase()}`)).status).toBe(200);
    await edge.revoke(id);
    const gone = await edge.ask('DELETE', `/${id}`, { body: { reason: 'done' } });
    expect({ status: gone.status, text: gone.text }).toEqual({ status: 204, text: '' });
    expect((await edge.ask('GET', `/${id}`)).body).toMatchObject({
      status: 'deleted',
      deleted_by: 'local',
      deleted_reason: 'done',
    });
    expect((await edge.ask('GET', '')).text).toBe('[]');
    expect((await edge.ask('GET', '?status=deleted')).body).toHaveLength(1);
    const events = await edge.ask('GET', `/${id}/events`);
    expect(events.body.map((one) => String(one.event_type))).toEqual([
      'deleted',
      'revoked',
      'issued',
    ]);
    expect(events.body[1]).toEqual({
      event_time: expect.any(String),
      event_type: 'revoked',
      actor: 'local',
      source_ip: '192.0.2.7',
      details_json: '{"reason":"lost"}',
    });
    expect((await edge.ask('GET', `/${id}/events?limit=1`)).body).toHaveLength(1);
  });

  test('400: a limit of events that is none', async () => {
    const { id } = await edge.make();
    expect((await edge.ask('GET', `/${id}/events?limit=0`)).status).toBe(400);
    expect((await edge.ask('GET', `/${id}/events?limit=many`)).status).toBe(400);
  });

  test.each(['', '/events'])('404%s: an id of nothing, and what is no id', async (end) => {
    for (const id of [NOBODY, 'x', "1'%20or%20''='", '%F0%9F%92%A5', '7d5b1f7e']) {
      const answer = await edge.ask('GET', `/${id}${end}`);
      expect(answer, id).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
    }
  });
});

describe('POST a revocation', () => {
  test('200: the package; a body is not needed', async () => {
    const { id } = await edge.make();
    const { status, body } = await edge.ask('POST', `/${id}/revoke`);
    expect({ status, state: body.status }).toEqual({ status: 200, state: 'revoked' });
    const other = await edge.make();
    const headers = { 'content-type': 'application/json' };
    expect((await edge.ask('POST', `/${other.id}/revoke`, { body: '', headers })).status).toBe(200);
  });

  test('400: a body that is no JSON, or says something else', async () => {
    const { id } = await edge.make();
    expect((await edge.ask('POST', `/${id}/revoke`, { body: 'lost' })).status).toBe(400);
    expect((await edge.ask('POST', `/${id}/revoke`, { body: { reasons: 'x' } })).status).toBe(400);
  });

  test('404 and 409: one that does not exist, and one that was revoked', async () => {
    expect((await edge.revoke(NOBODY)).status).toBe(404);
    const { id } = await edge.make();
    await edge.revoke(id);
    expect((await edge.revoke(id)).status).toBe(409);
  });
});

describe('DELETE a package', () => {
  test('204 of one that was revoked, 400 of one that was not, 404 of none', async () => {
    const { id } = await edge.make();
    expect((await edge.ask('DELETE', `/${id}`)).status).toBe(400);
    await edge.revoke(id);
    expect((await edge.ask('DELETE', `/${id}`)).status).toBe(204);
    expect((await edge.ask('DELETE', `/${id}`)).status).toBe(400);
    expect((await edge.ask('DELETE', `/${NOBODY}`)).status).toBe(404);
  });

  test('204 of one that has expired', async () => {
    const { id } = await edge.make({ download_token_ttl_seconds: 60 });
    edge.served.clock.advance(60_001);
    expect((await edge.ask('GET', `/${id}`)).body.status).toBe('expired');
    expect((await edge.ask('DELETE', `/${id}`)).status).toBe(204);
  });
});
