import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { sql } from '../../../src/database/index.ts';
import { type EdgeServer, NOBODY, serveEdge } from './edge-server.ts';

let edge: EdgeServer;
beforeAll(async () => {
  edge = await serveEdge();
});
afterAll(async () => edge?.served.close());
beforeEach(async () => edge.reset());

describe('POST a download', () => {
  test('200: an archive with its headers', async () => {
    const { id, token, join } = await edge.make();
    const { status, headers, bytes } = await edge.download({ id, token });
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      'content-type': 'application/gzip',
      'content-disposition': 'attachment; filename="edge-package-edge-poller.tar.gz"',
      'x-edge-package-id': id,
      'x-edge-poller-id': 'edge-poller',
      'cache-control': 'no-store',
    });
    expect(headers['content-encoding']).toBeUndefined();
    expect(gunzipSync(bytes).toString('latin1')).toContain(`${join}\n`);
    const events = await edge.ask('GET', `/${id}/events`);
    expect(events.body[0]).toMatchObject({ event_type: 'delivered', actor: 'unknown' });
  });

  test.each([
    ['?format=json', {}],
    ['', { accept: 'application/json' }],
    ['', { accept: 'text/html, application/json;q=0.9' }],
  ])('200: JSON for %j and %j', async (query, headers) => {
    const { id, token, join } = await edge.make();
    const answer = await edge.download({ id, token }, { headers: { ...headers } }, query);
    expect(answer.headers['content-type']).toMatch(/^application\/json/);
    expect(Object.keys(answer.body).sort()).toEqual(['bundle_pem', 'join_token', 'package']);
    expect(answer.body).toMatchObject({ join_token: join, package: { status: 'delivered' } });
  });

  test('200: an archive for who takes both', async () => {
    const { id, token } = await edge.make();
    const headers = { accept: 'application/json, application/gzip' };
    expect((await edge.download({ id, token }, { headers })).headers['content-type']).toBe(
      'application/gzip',
    );
  });

  test('names who is signed in in the event', async () => {
    const made = await edge.make();
    const headers = { 'x-test-partition': 'west', accept: 'application/json' };
    await edge.download(made, { headers });
    const events = await edge.ask('GET', `/${made.id}/events?limit=1`);
    expect(events.body[0]).toMatchObject({ event_type: 'delivered', actor: 'grace' });
  });

  test('400: no token, no JSON, a format that does not exist', async () => {
    const { id, token } = await edge.make();
    expect((await edge.ask('POST', `/${id}/download`)).status).toBe(400);
    expect((await edge.download({ id, token: '  ' })).status).toBe(400);
    expect((await edge.ask('POST', `/${id}/download`, { body: '{' })).status).toBe(400);
    expect((await edge.download({ id, token }, {}, '?format=zip')).status).toBe(400);
    expect((await edge.download({ id, token })).status).toBe(200);
  });

  test('401: a wrong token, which leaves the package as it was', async () => {
    const { id, token } = await edge.make();
    const answer = await edge.download({ id, token: `${token}x` }, { from: '198.51.100.1' });
    expect(answer).toMatchObject({ status: 401, body: { code: 'UNAUTHENTICATED' } });
    expect(answer.text).not.toContain(token);
    expect((await edge.download({ id, token })).status).toBe(200);
  });

  test('404: a package that does not exist', async () => {
    for (const id of [NOBODY, 'x']) {
      expect((await edge.download({ id, token: 'x' }, { from: '198.51.100.2' })).status).toBe(404);
    }
  });

  test('409: one that was delivered, and one that was revoked', async () => {
    const [one, other] = [await edge.make(), await edge.make()];
    await edge.download(one);
    expect(await edge.download(one)).toMatchObject({
      status: 409,
      body: { message: expect.stringContaining('delivered already') },
    });
    await edge.revoke(other.id);
    expect(await edge.download(other)).toMatchObject({
      status: 409,
      body: { message: expect.stringContaining('was revoked') },
    });
  });

  test('410: one that has expired', async () => {
    const { id, token } = await edge.make({ download_token_ttl_seconds: 60 });
    edge.served.clock.advance(60_001);
    expect(await edge.download({ id, token })).toMatchObject({
      status: 410,
      body: { code: 'GONE' },
    });
  });

  test('500: an archive that cannot be made, after which the token still holds', async () => {
    const { id, token, join } = await edge.make();
    await edge.served.db.database.execute(
      'test.metadata',
      sql`update radar.edge_onboarding_packages set metadata_json = '{}'`,
    );
    const answer = await edge.download({ id, token });
    expect(answer).toMatchObject({ status: 500, body: { code: 'ARCHIVE_FAILED' } });
    expect((await edge.download({ id, token }, {}, '?format=json')).body.join_token).toBe(join);
  });

  test('429: too many wrong tokens from one address, right or wrong the next, and no other address', async () => {
    const { id, token } = await edge.make();
    const from = '198.51.100.3';
    for (let index = 0; index < 20; index++) {
      const wrong = await edge.download(
        { id: index % 2 === 0 ? id : NOBODY, token: 'wrong' },
        { from },
      );
      expect(wrong.status).toBe(index % 2 === 0 ? 401 : 404);
    }
    const refusals = [
      await edge.download({ id, token }, { from }),
      await edge.download({ id, token: 'wrong' }, { from }),
      await edge.download({ id: NOBODY, token: 'wrong' }, { from }),
    ];
    for (const refused of refusals) {
      expect(refused).toMatchObject({ status: 429, headers: { 'retry-after': '5' } });
      expect(refused.text).toBe(refusals[0]?.text);
    }
    edge.served.clock.advance(60_000);
    expect((await edge.download({ id, token }, { from })).status).toBe(200);
  });

  test('goes to one of two who come at the same moment', async () => {
    const { id, token } = await edge.make();
    const answers = await Promise.all([edge.download({ id, token }), edge.download({ id, token })]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  });
});
