import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { registryOver } from '../support/registry.ts';
import { runLine } from './capture.ts';

describe('the commands of the registry', () => {
  let db: TestDatabase;
  beforeAll(async () => {
    db = await createTestDatabase('postgres');
  });
  afterAll(async () => db?.drop());
  const on = (line: string) =>
    runLine(line, { environment: { DATABASE_URL: db.url, USER: 'ada' } });

  test('register, list, show, revoke and delete a service', async () => {
    expect(await on('registry list')).toMatchObject({
      code: 0,
      out: 'The registry has none of these.\n',
    });
    expect(await on('registry register poller:edge')).toMatchObject({
      code: 0,
      out: 'The poller edge is pending.\n',
    });
    expect((await on('registry register agent:a-1 --poller edge --json')).out).toContain('pending');
    expect((await on('registry register poller:edge')).err).toContain('[CONFLICT]');
    const { out } = await on('registry list');
    expect(out).toMatch(/^poller +edge +- +pending +config +never +1 +0$/m);
    expect(out).toMatch(/^agent +a-1 +edge +pending +config +never +- +0$/m);
    expect((await on('registry delete poller:edge')).err).toContain('[CONFLICT]');
    for (const _time of ['once', 'twice']) {
      expect(await on('registry revoke poller:edge --reason lost')).toMatchObject({
        code: 0,
        out: 'The poller edge is revoked.\n',
      });
    }
    expect((await on('registry delete poller:edge')).out).toBe('The poller edge is deleted.\n');
    const shown = await on('registry show poller:edge');
    expect(shown.out).toMatch(/^Status +deleted$/m);
    expect(shown.out).toMatch(/revoked +ada@.* +\{"reason":"lost"\}$/m);
    const json = JSON.parse((await on('registry show poller:edge --json')).out);
    expect(json).toMatchObject({ id: 'edge', status: 'deleted', events: { length: 3 } });
    const listed = JSON.parse((await on('registry list --type poller --json')).out);
    expect(listed).toEqual({ services: [], next: null });
  });

  test('show the tree of services', async () => {
    expect((await on('registry tree --poller nobody')).out).toBe('There are no services.\n');
    await registryOver(db.database).recordHeartbeats([{ type: 'poller', id: 'north' }]);
    await db.database.script(
      'test.service',
      `insert into radar.service_status_latest
              ("timestamp", poller_id, agent_id, service_name, service_type, available)
       values (now(), 'north', 'a', 'ping', 'icmp', true)`,
    );
    expect((await on('registry tree')).out).toBe('north (healthy)\n  a\n    ping [icmp]\n');
    expect(JSON.parse((await on('registry tree --json')).out)).toMatchObject({
      pollers: [{ poller_id: 'north', agents: [{ agent_id: 'a' }] }],
    });
  });

  test('name a service by type and id', async () => {
    for (const line of ['registry show', 'registry show edge', 'registry revoke router:x']) {
      expect(await on(line)).toMatchObject({ code: 2, err: expect.stringContaining('USAGE') });
    }
    expect((await on('registry show poller:nobody')).err).toContain('[NOT_FOUND]');
  });
});
