import { type FormEvent, useState } from 'react';
import type { UserWithPassword } from '../../../../src/contract/index.ts';
import { announce, Dialog } from '../../controls/index.ts';
import { createUser } from '../../data/index.ts';
import { Field, Refusal, ToldOnce, useDeed } from '../../forms/index.ts';
import { createOf, NEW_DRAFT } from './user-draft.ts';
import { UserFields } from './user-fields.tsx';
import { nameOf } from './user-state.tsx';

export interface NewUserProps {
  /** The list is to be read again. */
  readonly onMade: () => void;
  readonly onClose: () => void;
}

/** Makes a user, and tells the password where the server made one up. */
export function NewUser({ onMade, onClose }: NewUserProps) {
  const [draft, setDraft] = useState(NEW_DRAFT);
  const [password, setPassword] = useState('');
  const [made, setMade] = useState<UserWithPassword>();
  const { busy, fault, run } = useDeed();
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    await run(async () => {
      const user = await createUser(createOf(draft, password));
      announce(`The server made the user ${nameOf(user)}`);
      onMade();
      if (user.password === null) onClose();
      else setMade(user);
    });
  };
  if (made !== undefined && made.password !== null) {
    return <MadePassword name={nameOf(made)} password={made.password} onClose={onClose} />;
  }
  return (
    <Dialog title="New user" className="dialog-form" onClose={onClose}>
      <form className="form" onSubmit={(event) => void submit(event)}>
        <UserFields draft={draft} onDraft={setDraft} />
        <Field
          title="Password"
          type="password"
          value={password}
          onChange={setPassword}
          autoComplete="new-password"
          hint="Empty: one is made up and shown once, and must be changed at the first log-in."
        />
        <Refusal fault={fault} />
        <p className="form-actions">
          <button type="submit" className="button button-primary" disabled={busy}>
            Make the user
          </button>
          <button type="button" className="button" onClick={onClose}>
            Cancel
          </button>
        </p>
      </form>
    </Dialog>
  );
}

export interface MadePasswordProps {
  readonly name: string;
  readonly password: string;
  readonly onClose: () => void;
}

/** A password that the server made up. */
export function MadePassword({ name, password, onClose }: MadePasswordProps) {
  return (
    <Dialog title={`Password of ${name}`} className="dialog-form" onClose={onClose}>
      <div className="form">
        <ToldOnce what="password" secret={password}>
          It must be changed at the first log-in. Nobody can tell it again.
        </ToldOnce>
        <p className="form-actions">
          <button type="button" className="button button-primary" onClick={onClose}>
            Done
          </button>
        </p>
      </div>
    </Dialog>
  );
}
