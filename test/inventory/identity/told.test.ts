import { expect, test } from 'vitest';
import { toldBy } from '../../../src/inventory/identity/index.ts';
import { observed } from '../observations.ts';

const MAC = '02:00:00:00:00:01';

test('a device is told apart by Armis, integration, NetBox and MAC, in this order', () => {
  const metadata = { armis_device_id: '7', integration_type: 'Lansweeper', integration_id: 'x 1' };
  const told = toldBy(observed({ mac: MAC, metadata: { ...metadata, netbox_device_id: '9' } }));
  expect(told.identity).toBe('armis:7');
  expect(told.claims).toEqual([
    { kind: 'armis', value: '7' },
    { kind: 'integration:lansweeper', value: 'x 1' },
    { kind: 'netbox', value: '9' },
    { kind: 'mac', value: MAC },
  ]);
});

test('an integration with NetBox tells the identity of NetBox, once', () => {
  const metadata = { integration_type: 'netbox', integration_id: '9', netbox_device_id: '9' };
  expect(toldBy(observed({ metadata })).claims).toEqual([{ kind: 'netbox', value: '9' }]);
});

test('a colon in the type of an integration cannot be taken for the end of the kind', () => {
  const one = toldBy(observed({ metadata: { integration_type: 'a:b', integration_id: 'c' } }));
  const other = toldBy(observed({ metadata: { integration_type: 'a', integration_id: 'b:c' } }));
  expect([one.identity, other.identity]).toEqual(['integration:a_b:c', 'integration:a:b:c']);
});

test('each address of a list of MAC addresses is told, in whatever spelling and order', () => {
  const list = '02-00-00-00-00-02; 0200.0000.0001\n02:00:00:00:00:02';
  expect(toldBy(observed({ mac: list })).claims).toEqual([
    { kind: 'mac', value: MAC },
    { kind: 'mac', value: '02:00:00:00:00:02' },
  ]);
});

test.each([
  ['broadcast', 'ff-ff-ff-ff-ff-ff'],
  ['multicast', '01:00:5e:00:00:01'],
  ['VRRP', '00:00:5e:00:01:0a'],
  ['HSRP', '0000.0c07.ac01'],
  ['HSRP, version 2', '00:00:0c:9f:f0:01'],
  ['GLBP', '00:07:b4:00:01:01'],
])('a MAC address that several devices share tells none apart: %s', (_what, mac) => {
  expect(toldBy(observed({ mac })).claims).toEqual([]);
});

test('neither does one that the operator says is shared', () => {
  const told = toldBy(observed({ mac: MAC }), new Set([MAC]));
  expect(told).toMatchObject({ identity: 'id:default:192.0.2.1', claims: [] });
});

test('a service component is told apart by its id alone', () => {
  const told = toldBy(observed({ mac: MAC, deviceId: 'serviceradar:agent:a' }));
  expect(told).toMatchObject({ identity: 'id:serviceradar:agent:a', claims: [] });
});

test('a record of a deletion says whom it hides, and claims nothing', () => {
  const told = toldBy(observed({ mac: MAC, metadata: { _deleted: 'true' } }));
  expect(told).toMatchObject({ identity: `mac:${MAC}`, claims: [] });
});

test('the id that the store itself made of a claim tells this claim, in its own partition only', () => {
  const made = (partition: string) =>
    toldBy(observed({ deviceId: `default:mac:${MAC}`, partition, mac: null }));
  expect(made('default')).toMatchObject({
    identity: `mac:${MAC}`,
    claims: [{ kind: 'mac', value: MAC }],
    reportedId: null,
  });
  expect(made('other')).toMatchObject({
    identity: `id:default:mac:${MAC}`,
    claims: [],
    reportedId: null,
  });
});
