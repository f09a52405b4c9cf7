import { USER_ROLES } from '../../../../src/contract/index.ts';
import { ChoiceChips, Field } from '../../forms/index.ts';
import type { UserDraft } from './user-draft.ts';

export interface UserFieldsProps {
  readonly draft: UserDraft;
  readonly onDraft: (draft: UserDraft) => void;
}

/** What each role is for; what it grants is the server's to tell. */
const MEANINGS: { readonly [R in (typeof USER_ROLES)[number]]: string } = {
  admin: 'everything, users and tokens too',
  operator: 'reads and changes everything but users, tokens and onboarding',
  viewer: 'reads',
  writer: 'sends data, and reads none of it',
};

const OPTIONS = USER_ROLES.map((value) => ({ value, title: value }));

/** Name, address, roles and partitions. */
export function UserFields({ draft, onDraft }: UserFieldsProps) {
  const { roles } = draft;
  const toggle = (role: string) =>
    onDraft({
      ...draft,
      roles: roles.includes(role) ? roles.filter((one) => one !== role) : [...roles, role],
    });
  const meanings = USER_ROLES.filter((role) => roles.includes(role)).map(
    (role) => `${role}: ${MEANINGS[role]}`,
  );
  return (
    <>
      <Field
        title="Name for logging in"
        value={draft.username}
        onChange={(username) => onDraft({ ...draft, username })}
        required
        first
      />
      <Field
        title="E-mail address"
        value={draft.email}
        onChange={(email) => onDraft({ ...draft, email })}
        hint="Optional; it can be used for logging in too."
      />
      <fieldset className="field chip-set">
        <legend>Roles</legend>
        <ChoiceChips options={OPTIONS} chosen={roles} onToggle={toggle} />
        <small>{meanings.join('; ') || 'Without a role nothing is allowed.'}</small>
      </fieldset>
      <Field
        title="Network partitions"
        value={draft.partitions}
        onChange={(partitions) => onDraft({ ...draft, partitions })}
        placeholder="branch-7, branch-8"
        hint="Sees and changes only what belongs to these; empty: all."
      />
    </>
  );
}
