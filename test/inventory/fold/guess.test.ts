import { describe, expect, test } from 'vitest';
import { sql } from '../../../src/database/index.ts';
import { deviceTypeOf, fold } from '../../../src/inventory/index.ts';
import { describeEachEngine } from '../../support/database.ts';
import { createInventoryDatabase, store } from '../devices/stored.ts';
import { observed } from '../observations.ts';

const AT = 1_800_000_000_000_000;
const seen = (step: number, hostname: string | null, metadata: { [key: string]: string } = {}) =>
  observed({ observedAt: AT + step, source: 'mapper', hostname, metadata });
const typeOf = (...observations: ReturnType<typeof observed>[]) => {
  const state = fold(undefined, observations);
  if (state === undefined) throw new Error('nothing was folded');
  const { type, by } = deviceTypeOf(state);
  return [type, by?.source];
};

const GUESSED = 'mapper (guessed)';

describe('what discovery found without telling its type', () => {
  test.each([
    ['USW-24-attic', '', 'switch'],
    ['attic.usw-8', 'UniFi', 'switch'],
    ['usw-8', 'UniFi Switch 8 POE-60W', 'switch_poe'],
    ['attic', 'Ubiquiti UniFi PoE', 'switch_poe'],
    ['U6-Lite', '', 'wireless_ap'],
    ['hall-u7-pro', '', 'wireless_ap'],
    ['nanoHD-roof', '', 'wireless_ap'],
    ['x', 'ProCurve Switch 2824', 'switch'],
    ['x', 'Edge Router 4', 'router'],
    ['x', 'an Access Point', 'wireless_ap'],
    ['x', 'a wireless access-point', 'wireless_ap'],
    ['x', 'a Firewall', 'firewall'],
    ['x', 'Windows Server 2022', 'server'],
    ['x', 'Linux x 6.1.0', 'host'],
    ['x', 'Software: Windows Version 10.0', 'host'],
    // The first sign that fits decides.
    ['x', 'router and firewall', 'router'],
    ['usw-1', 'Linux', 'switch'],
  ])('is, named %s and described as "%s", by a guess a %s', (hostname, description, type) => {
    expect(typeOf(seen(0, hostname, { sys_descr: description }))).toEqual([type, GUESSED]);
  });

  test.each([
    ['menu6', ''],
    ['fluswerk', ''],
    ['x', 'Cisco IOS Software'],
    ['x', 'Ubiquiti'],
    ['x', 'an observer of hosts'],
    [null, ''],
  ])('stays what every device is, named %s and described as "%s"', (hostname, description) => {
    const told = { sys_descr: description, sys_object_id: '1.3.6.1.4.1.9.1.516' };
    expect(typeOf(seen(0, hostname, told))).toEqual(['network_device', undefined]);
  });

  test('is what any source tells of it, also where the guess is newer', () => {
    const guess = seen(5, 'usw-1');
    const told = (source: string) =>
      observed({ observedAt: AT, source, metadata: { device_type: 'firewall' } });
    for (const source of ['netflow', 'snmp', 'mapper', 'manual']) {
      const other = observed({ ...told(source), observedAt: AT + 9 });
      expect(typeOf(guess, other)).toEqual(['firewall', source]);
      expect(typeOf(other, guess)).toEqual(['firewall', source]);
    }
    expect(typeOf(guess, told('netflow'))).toEqual(['firewall', 'netflow']);
    const usual = observed({ observedAt: AT, metadata: { device_type: 'network_device' } });
    expect(typeOf(guess, usual)).toEqual(['network_device', 'sysmon']);
  });

  test('keeps its guess when discovery sees it again and knows less, and takes the newest', () => {
    const interfaces = seen(2, null, { 'alt_ip:192.0.2.9': '1' });
    expect(typeOf(seen(1, 'usw-1'), interfaces)).toEqual(['switch', GUESSED]);
    expect(typeOf(interfaces, seen(1, 'usw-1'))).toEqual(['switch', GUESSED]);
    const renamed = seen(3, 'u6-1');
    expect(typeOf(renamed, seen(1, 'usw-1'))).toEqual(['wireless_ap', GUESSED]);
    expect(typeOf(seen(1, 'usw-1'), renamed)).toEqual(['wireless_ap', GUESSED]);
  });

  test('is not guessed by what other sources see', () => {
    for (const source of ['snmp', 'sweep', 'netbox']) {
      const told = observed({ source, hostname: 'usw-1', mac: '02:00:00:00:00:01' });
      expect(typeOf(told)).toEqual(['network_device', undefined]);
    }
  });
});

describeEachEngine('a guessed type in the database', (engine) => {
  test('is the type of the device until a source tells it, and each change says so', async () => {
    const db = await createInventoryDatabase(engine);
    const read = () =>
      db.database.query(
        'test.device',
        sql`select device_type, (select array_agg(array[before #>> '{}', after #>> '{}', source]
                                                  order by changed_at)
                                   from radar.device_changes where field = 'device_type') as changes
              from radar.unified_devices`,
      );
    try {
      await store(db.database, [seen(0, null)]);
      expect(await read()).toEqual([{ device_type: 'network_device', changes: null }]);
      await store(db.database, [seen(1, 'usw-1')]);
      await store(db.database, [seen(2, null)]);
      const guessed = ['network_device', 'switch', GUESSED];
      expect(await read()).toEqual([{ device_type: 'switch', changes: [guessed] }]);
      const told = { device_type: 'router' };
      await store(db.database, [observed({ observedAt: AT, source: 'snmp', metadata: told })]);
      await store(db.database, [seen(3, 'usw-1')]);
      const changes = [guessed, ['switch', 'router', 'snmp']];
      expect(await read()).toEqual([{ device_type: 'router', changes }]);
    } finally {
      await db.drop();
    }
  });
});
