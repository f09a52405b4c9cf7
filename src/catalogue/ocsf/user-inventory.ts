import { createdAt, required } from '../model/column.ts';
import { dataset } from '../model/dataset.ts';
import {
  changeKind,
  eventIdentity,
  eventTime,
  inventoryActivity,
  inventorySource,
  metadata,
  observables,
  oneClass,
  payload,
  rawData,
  reporter,
} from './columns.ts';
import { inventoryFromProton, zeroIsAbsent } from './proton.ts';
import { account } from './user.ts';

/** Facts: ocsf §1.3. Password hashes belong in none of its columns. */
export const ocsfUserInventory = dataset({
  name: 'ocsf_user_inventory',
  title: 'OCSF events of user accounts: seen, changed, gone',
  area: 'ocsf',
  kind: 'hypertable',
  columns: {
    ...eventTime,
    ...inventoryActivity,
    ...oneClass(5003, 'User Inventory Info', { uid: 5, name: 'Discovery' }),
    user_uid: required('text', 'the user, by the id in its directory'),
    ...account,
    ...reporter,
    ...inventorySource,
    ...rawData,
    ...metadata,
    observables_username: observables('login names'),
    observables_email: observables('e-mail addresses'),
    observables_hostname: observables('host names'),
    observables_domain: observables('domains'),
    observables_resource_uid: observables('user and account ids'),
    ...eventIdentity,
    ...changeKind,
    ...payload,
    created_at: createdAt,
  },
  key: ['time', 'event_id'],
  keepsApart: 'two events of one user at one instant from two directories',
  hashed: { column: 'event_id', of: 'row', given: true },
  time: { column: 'time', chunkHours: 360, retentionDays: 90 },
  indexes: [
    { name: 'idx_ocsf_user_inventory_user_time', columns: ['user_uid', 'time desc'] },
    {
      name: 'idx_ocsf_user_inventory_obs_username',
      columns: ['observables_username'],
      method: 'gin',
    },
  ],
  proton: [
    {
      object: 'ocsf_user_inventory',
      role: 'main',
      added: ['payload'],
      derived: {
        ...inventoryFromProton,
        ...zeroIsAbsent('user_type_id', 'account_type_id'),
        class_uid: '5002 (Device Config State) becomes 5003',
      },
    },
  ],
  queryNames: ['ocsf_user_inventory'],
});
