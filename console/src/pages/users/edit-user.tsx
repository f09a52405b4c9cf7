import { type FormEvent, useState } from 'react';
import type { UserItem } from '../../../../src/contract/index.ts';
import { announce, Dialog } from '../../controls/index.ts';
import { changeUser } from '../../data/index.ts';
import { Refusal, useDeed } from '../../forms/index.ts';
import { changeOf, draftOf } from './user-draft.ts';
import { UserFields } from './user-fields.tsx';
import { nameOf } from './user-state.tsx';

export interface EditUserProps {
  readonly user: UserItem;
  readonly onChanged: () => void;
  readonly onClose: () => void;
}

/** Changes name, address, roles or partitions of a user. */
export function EditUser({ user, onChanged, onClose }: EditUserProps) {
  const [draft, setDraft] = useState(() => draftOf(user));
  const { busy, fault, run } = useDeed();
  const change = changeOf(user, draft);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    await run(async () => {
      const after = await changeUser(user.id, change);
      announce(`The server changed ${nameOf(after)}`);
      onChanged();
      onClose();
    });
  };
  return (
    <Dialog title={`Change ${nameOf(user)}`} className="dialog-form" onClose={onClose}>
      <form className="form" onSubmit={(event) => void submit(event)}>
        <UserFields draft={draft} onDraft={setDraft} />
        <Refusal fault={fault} />
        <p className="form-actions">
          <button
            type="submit"
            className="button button-primary"
            disabled={busy || Object.keys(change).length === 0}
          >
            Change
          </button>
          <button type="button" className="button" onClick={onClose}>
            Leave it
          </button>
        </p>
      </form>
    </Dialog>
  );
}
