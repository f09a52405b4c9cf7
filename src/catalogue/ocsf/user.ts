import { optional } from '../model/column.ts';

/** What the user inventory and the current users both say of a user and its account. */
export const account = {
  user_name: optional('text', 'login name'),
  user_email: optional('text', 'e-mail address'),
  user_full_name: optional('text', 'name of the person'),
  user_domain: optional('text', 'directory domain of the user'),
  user_type_id: optional(
    'integer',
    'OCSF kind of user: 1 user, 2 admin, 3 system, 4 service, 99 other',
  ),
  user_credential_uid: optional('text', 'id of the credential; deprecated in OCSF since 1.6'),
  account_name: optional('text', 'name of the account'),
  account_type_id: optional(
    'integer',
    'OCSF kind of account: 1 LDAP, 2 Windows, 6 Azure AD, 9 Linux, 15 Google Workspace, …, 99 other',
  ),
  account_uid: optional('text', 'id of the account in its directory'),
} as const;
