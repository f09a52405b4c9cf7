import { expect, test } from 'vitest';
import type { NewRow } from '../../../src/catalogue/index.ts';
import { type Database, sql } from '../../../src/database/index.ts';
import { describeEachEngine } from '../../support/database.ts';
import { writtenDatabase } from './writing.ts';

const MINUTE = 60_000_000;
const NOW = Date.now() * 1_000;

describeEachEngine('the latest state', (engine) => {
  const at = writtenDatabase(engine);
  const read = <Row extends object>(database: Database, text: ReturnType<typeof sql>) =>
    database.query<Row>('test.read', text);

  test('of a swept host is its newest sweep, with the earliest time at which it was found', async () => {
    const sweep = (minutes: number, more: object = {}): NewRow<'sweep_host_states'> => ({
      host_ip: '192.0.2.9',
      poller_id: 'p',
      agent_id: 'a',
      partition: 'default',
      last_sweep_time: NOW - minutes * MINUTE,
      first_seen: NOW - minutes * MINUTE,
      hostname: `after ${minutes}`,
      ...more,
    });
    await at.writer.write({ rows: { sweep_host_states: [sweep(5), sweep(3), sweep(4)] } });
    await at.writer.write({ rows: { sweep_host_states: [sweep(9)] } });
    await at.writer.write({ rows: { sweep_host_states: [sweep(1, { first_seen: null })] } });
    const expected = {
      hostname: 'after 1',
      last_sweep_time: NOW - MINUTE,
      first_seen: NOW - 9 * MINUTE,
    };
    const states = await read(
      at.db.database,
      sql`select hostname, last_sweep_time, first_seen from radar.sweep_host_states_latest`,
    );
    expect(states).toEqual([expected]);
  });

  test('of a capability keeps the time of its last success through a failure', async () => {
    const check = (minutes: number, state: 'ok' | 'failed'): NewRow<'device_capabilities'> => ({
      event_id: `${minutes}`,
      device_id: 'default:192.0.2.9',
      capability: 'snmp',
      last_checked: NOW - minutes * MINUTE,
      state,
      ...(state === 'ok' ? { last_success: NOW - minutes * MINUTE } : {}),
      ...(state === 'failed'
        ? { last_failure: NOW - minutes * MINUTE, failure_reason: 'timeout' }
        : {}),
    });
    for (const one of [check(2, 'failed'), check(7, 'ok'), check(9, 'failed')]) {
      await at.writer.write({ rows: { device_capabilities: [one] } });
    }
    const registry = await read(
      at.db.database,
      sql`select state, failure_reason, service_id, last_success, last_failure
            from radar.device_capability_registry`,
    );
    expect(registry).toEqual([
      {
        state: 'failed',
        failure_reason: 'timeout',
        service_id: '',
        last_success: NOW - 7 * MINUTE,
        last_failure: NOW - 2 * MINUTE,
      },
    ]);
  });

  test('of neighbours is one row each, by what tells them apart', async () => {
    const seen = (minutes: number, port: string): NewRow<'topology_discovery_events'> => ({
      timestamp: NOW - minutes * MINUTE,
      local_device_id: null,
      local_device_ip: '192.0.2.1',
      neighbor_port_id: port,
      neighbor_port_descr: `${minutes} minutes ago`,
      metadata: { minutes },
      row_key: Buffer.from(`${minutes} ${port}`.padEnd(16)),
    });
    const rows = [seen(3, 'a'), seen(1, 'a'), seen(2, 'b')];
    await at.writer.write({ rows: { topology_discovery_events: rows } });
    const neighbours = await read(
      at.db.database,
      sql`select local_device_id, neighbor_port_id, neighbor_port_descr, metadata
            from radar.topology_discovery_events_latest order by neighbor_port_id`,
    );
    expect(neighbours).toEqual([
      {
        local_device_id: '',
        neighbor_port_id: 'a',
        neighbor_port_descr: '1 minutes ago',
        metadata: { minutes: 1 },
      },
      {
        local_device_id: '',
        neighbor_port_id: 'b',
        neighbor_port_descr: '2 minutes ago',
        metadata: { minutes: 2 },
      },
    ]);
  });

  test('is stored with its history or not at all', async () => {
    const row: NewRow<'service_status'> = {
      timestamp: NOW,
      poller_id: 'p',
      service_name: 'never',
      available: true,
    };
    const failing = at.writer.write({
      rows: { service_status: [row] },
      alongside: () => Promise.reject(new TypeError('no')),
    });
    await expect(failing).rejects.toMatchObject({ code: 'INTERNAL' });
    const found = await read(
      at.db.database,
      sql`select service_name from radar.service_status_latest
           union all select service_name from radar.service_status`,
    );
    expect(found).toEqual([]);
  });
});
