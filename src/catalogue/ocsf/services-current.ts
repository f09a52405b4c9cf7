import { fallback, optional, required, updatedAt } from '../model/column.ts';
import { dataset } from '../model/dataset.ts';
import {
  discovery,
  metadata,
  observables,
  rawData,
  reporter,
  sightings,
  texts,
} from './columns.ts';
import { zeroIsAbsent } from './proton.ts';

/** Facts: ocsf §1.8. */
export const ocsfServicesCurrent = dataset({
  name: 'ocsf_services_current',
  title: 'Services as OCSF sees them now',
  area: 'ocsf',
  kind: 'table',
  columns: {
    service_uid: required(
      'text',
      'the service: hash of its device or agent, name, kind, port and protocol',
    ),
    ...sightings,
    service_name: optional('text', 'name of the service; `tcp/<port>` where only a port is known'),
    service_version: optional('text', 'version of its software'),
    service_port: optional('integer', 'port on which it listens'),
    service_protocol: optional('text', 'transport or application protocol, lower case'),
    service_description: optional('text', 'what it does'),
    device_uid: optional('text', 'device on which it runs'),
    device_hostname: optional('text', 'host name of that device'),
    device_ip: optional('text', 'address of that device'),
    is_running: optional('boolean', 'whether the newest check found it answering'),
    response_time_ms: optional('real', 'time to answer at the newest check', { unit: 'ms' }),
    ...discovery,
    ...reporter,
    status: fallback('text', "'active'::text", 'state in the inventory: active, inactive, deleted'),
    tags: texts('labels that people gave'),
    categories: texts('groups into which sources sort the service'),
    ...rawData,
    ...metadata,
    observables_service: observables('`<service>:<port>` pairs'),
    observables_ip: observables('addresses'),
    observables_hostname: observables('host names'),
    observables_resource_uid: observables('device and service ids'),
    updated_at: updatedAt,
  },
  key: ['service_uid'],
  keepsApart: 'one service on two ports of one device',
  version: 'last_seen',
  pruning: { column: 'last_seen', retentionDays: 90 },
  indexes: [
    { name: 'idx_ocsf_services_current_last_seen', columns: ['last_seen desc', 'service_uid'] },
    { name: 'idx_ocsf_services_current_device', columns: ['device_uid'] },
    { name: 'idx_ocsf_services_current_name', columns: ['service_name'] },
    { name: 'idx_ocsf_services_current_obs_ip', columns: ['observables_ip'], method: 'gin' },
  ],
  proton: [
    {
      object: 'ocsf_services_current',
      role: 'main',
      derived: zeroIsAbsent('service_port', 'response_time_ms', 'confidence_score'),
    },
  ],
  queryNames: ['ocsf_services_current'],
});
