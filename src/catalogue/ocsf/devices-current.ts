import { fallback, optional, required, updatedAt } from '../model/column.ts';
import { dataset } from '../model/dataset.ts';
import {
  discovery,
  discoveryCount,
  jsonMap,
  metadata,
  observables,
  rawData,
  reporter,
  sightings,
  texts,
} from './columns.ts';
import { deviceTraits } from './device.ts';
import { zeroIsAbsent } from './proton.ts';

/** Facts: ocsf §1.5. */
export const ocsfDevicesCurrent = dataset({
  name: 'ocsf_devices_current',
  title: 'Devices as OCSF sees them now',
  area: 'ocsf',
  kind: 'table',
  columns: {
    device_uid: required('text', 'the device, `<partition>:<ip>` or as its source names it'),
    ...sightings,
    device_name: optional('text', 'newest host name'),
    device_ip: texts('every address that the device had, the newest first'),
    device_mac: texts('every MAC address that the device had, the newest first'),
    ...deviceTraits,
    ...discovery,
    ...discoveryCount,
    ...reporter,
    is_available: optional('boolean', 'whether the newest observation found it answering'),
    last_response_time: optional('timestamp with time zone', 'latest answer of the device'),
    status: fallback('text', "'active'::text", 'state in the inventory: active, inactive, deleted'),
    tags: texts('labels that people gave'),
    categories: texts('groups into which sources sort the device'),
    ...rawData,
    enrichments: jsonMap('what other sources added about the device, by name'),
    ...metadata,
    observables_ip: observables('addresses'),
    observables_mac: observables('MAC addresses'),
    observables_hostname: observables('host names'),
    observables_domain: observables('domains'),
    observables_resource_uid: observables('device and resource ids'),
    updated_at: updatedAt,
  },
  key: ['device_uid'],
  keepsApart: 'two partitions that use one address',
  version: 'last_seen',
  pruning: { column: 'last_seen', retentionDays: 90 },
  indexes: [
    { name: 'idx_ocsf_devices_current_last_seen', columns: ['last_seen desc', 'device_uid'] },
    { name: 'idx_ocsf_devices_current_obs_ip', columns: ['observables_ip'], method: 'gin' },
    { name: 'idx_ocsf_devices_current_obs_mac', columns: ['observables_mac'], method: 'gin' },
    { name: 'idx_ocsf_devices_current_name_trgm', columns: ['device_name'], method: 'trigram' },
  ],
  proton: [
    { object: 'ocsf_devices_current', role: 'main', derived: zeroIsAbsent('confidence_score') },
  ],
  queryNames: ['ocsf_devices_current'],
});
