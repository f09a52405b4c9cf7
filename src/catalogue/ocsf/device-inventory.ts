import { createdAt, optional, required } from '../model/column.ts';
import { dataset } from '../model/dataset.ts';
import {
  changeKind,
  eventIdentity,
  eventTime,
  inventoryActivity,
  inventorySource,
  jsonMap,
  metadata,
  observables,
  oneClass,
  payload,
  rawData,
  reporter,
  texts,
} from './columns.ts';
import { deviceTraits } from './device.ts';
import { inventoryFromProton } from './proton.ts';

/** Facts: ocsf §1.1. */
export const ocsfDeviceInventory = dataset({
  name: 'ocsf_device_inventory',
  title: 'OCSF events of devices: seen, changed, gone',
  area: 'ocsf',
  kind: 'hypertable',
  columns: {
    ...eventTime,
    ...inventoryActivity,
    ...oneClass(5001, 'Device Inventory Info', { uid: 5, name: 'Discovery' }),
    device_uid: required('text', 'the device, `<partition>:<ip>` or as its source names it'),
    device_name: optional('text', 'host name of the device'),
    device_ip: texts('addresses of the device, the main one first'),
    device_mac: texts('MAC addresses of the device, the main one first'),
    ...deviceTraits,
    ...reporter,
    ...inventorySource,
    ...rawData,
    enrichments: jsonMap('what other sources added about the device, by name'),
    ...metadata,
    observables_ip: observables('addresses'),
    observables_mac: observables('MAC addresses'),
    observables_hostname: observables('host names'),
    observables_domain: observables('domains'),
    observables_resource_uid: observables('device and resource ids'),
    ...eventIdentity,
    ...changeKind,
    ...payload,
    created_at: createdAt,
  },
  key: ['time', 'event_id'],
  keepsApart: 'two events of one device at one instant from two sources',
  hashed: { column: 'event_id', of: 'row', given: true },
  time: { column: 'time', chunkHours: 120, retentionDays: 30 },
  columnstore: {
    segmentBy: ['discovery_source'],
    orderBy: ['device_uid', 'time desc', 'event_id'],
    afterHours: 120,
  },
  indexes: [
    { name: 'idx_ocsf_device_inventory_device_time', columns: ['device_uid', 'time desc'] },
    { name: 'idx_ocsf_device_inventory_obs_ip', columns: ['observables_ip'], method: 'gin' },
    { name: 'idx_ocsf_device_inventory_obs_mac', columns: ['observables_mac'], method: 'gin' },
  ],
  proton: [
    {
      object: 'ocsf_device_inventory',
      role: 'main',
      derived: inventoryFromProton,
      added: ['payload'],
    },
  ],
  queryNames: ['ocsf_device_inventory'],
});
