import { fallback, optional, required, updatedAt } from '../model/column.ts';
import { dataset } from '../model/dataset.ts';
import {
  discovery,
  discoveryCount,
  metadata,
  observables,
  rawData,
  reporter,
  sightings,
  texts,
} from './columns.ts';
import { zeroIsAbsent } from './proton.ts';
import { account } from './user.ts';

/** Facts: ocsf §1.6. An account that nobody logs in to is seen by the daily event of its directory. */
export const ocsfUsersCurrent = dataset({
  name: 'ocsf_users_current',
  title: 'User accounts as OCSF sees them now',
  area: 'ocsf',
  kind: 'table',
  columns: {
    user_uid: required('text', 'the user, by the id in its directory'),
    ...sightings,
    ...account,
    ...discovery,
    ...discoveryCount,
    ...reporter,
    is_active: optional('boolean', 'whether the account may log in'),
    last_login: optional('timestamp with time zone', 'latest login; NULL until one was seen'),
    status: fallback('text', "'active'::text", 'state in the inventory: active, inactive, deleted'),
    groups: texts('groups and roles of the user'),
    permissions: texts('rights that the directory lists for the user'),
    ...rawData,
    ...metadata,
    observables_username: observables('login names'),
    observables_email: observables('e-mail addresses'),
    observables_hostname: observables('host names'),
    observables_domain: observables('domains'),
    observables_resource_uid: observables('user and account ids'),
    updated_at: updatedAt,
  },
  key: ['user_uid'],
  keepsApart: 'two accounts of one person in two directories',
  version: 'last_seen',
  pruning: { column: 'last_seen', retentionDays: 90 },
  indexes: [
    { name: 'idx_ocsf_users_current_last_seen', columns: ['last_seen desc', 'user_uid'] },
    { name: 'idx_ocsf_users_current_email', columns: ['(lower(user_email))'] },
    {
      name: 'idx_ocsf_users_current_obs_username',
      columns: ['observables_username'],
      method: 'gin',
    },
  ],
  proton: [
    {
      object: 'ocsf_users_current',
      role: 'main',
      derived: zeroIsAbsent('confidence_score', 'user_type_id', 'account_type_id'),
    },
  ],
  queryNames: ['ocsf_users_current'],
});
