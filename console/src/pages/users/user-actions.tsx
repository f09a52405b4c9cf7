import { useState } from 'react';
import type { UserItem } from '../../../../src/contract/index.ts';
import { announce, Dialog, useNow } from '../../controls/index.ts';
import { changeUser, resetPassword, useMe } from '../../data/index.ts';
import { Refusal, useDeed } from '../../forms/index.ts';
import { EditUser } from './edit-user.tsx';
import { MadePassword } from './new-user.tsx';
import { nameOf, stateOf } from './user-state.tsx';

type Question = 'disable' | 'reset';

const MEANINGS: { readonly [Q in Question]: { readonly title: string; readonly means: string } } = {
  disable: {
    title: 'Disable',
    means: 'Sessions and tokens of the user end at once, and nobody can log in by that name.',
  },
  reset: {
    title: 'Reset the password',
    means:
      'The password until now and every session end. A new password is shown once, and must be changed at the next log-in.',
  },
};

export interface UserActionsProps {
  readonly user: UserItem;
  readonly onChanged: () => void;
}

/** What an admin can do to a user. */
export function UserActions({ user, onChanged }: UserActionsProps) {
  const [asked, ask] = useState<Question | 'edit'>();
  const [password, setPassword] = useState<string>();
  const { busy, fault, run } = useDeed();
  const nowMs = useNow();
  const me = useMe();
  const name = nameOf(user);
  const { word } = stateOf(user, nowMs);
  const close = () => ask(undefined);
  const activate = (isActive: boolean) =>
    run(async () => {
      close();
      await changeUser(user.id, { is_active: isActive });
      announce(`The server confirmed: ${name} can ${isActive ? '' : 'no longer '}log in`);
      onChanged();
    });
  const reset = () =>
    run(async () => {
      close();
      const after = await resetPassword(user.id, {});
      onChanged();
      setPassword(after.password ?? undefined);
    });
  return (
    <>
      <div className="panel-actions">
        <button type="button" className="button" disabled={busy} onClick={() => ask('edit')}>
          Change
        </button>
        {user.is_active ? (
          <button type="button" className="button" disabled={busy} onClick={() => ask('disable')}>
            Disable
          </button>
        ) : (
          <button
            type="button"
            className="button"
            disabled={busy}
            onClick={() => void activate(true)}
          >
            Enable
          </button>
        )}
        {word === 'Locked' && (
          <button
            type="button"
            className="button"
            disabled={busy}
            onClick={() => void activate(true)}
          >
            Unlock
          </button>
        )}
        {user.provider === 'local' && user.id !== me?.user_id && (
          <button type="button" className="button" disabled={busy} onClick={() => ask('reset')}>
            Reset password
          </button>
        )}
      </div>
      <Refusal fault={fault} />
      {asked === 'edit' && <EditUser user={user} onChanged={onChanged} onClose={close} />}
      {(asked === 'disable' || asked === 'reset') && (
        <Confirm
          question={asked}
          name={name}
          onDo={() => void (asked === 'disable' ? activate(false) : reset())}
          onClose={close}
        />
      )}
      {password !== undefined && (
        <MadePassword name={name} password={password} onClose={() => setPassword(undefined)} />
      )}
    </>
  );
}

interface ConfirmProps {
  readonly question: Question;
  readonly name: string;
  readonly onDo: () => void;
  readonly onClose: () => void;
}

function Confirm({ question, name, onDo, onClose }: ConfirmProps) {
  const { title, means } = MEANINGS[question];
  return (
    <Dialog
      title={question === 'disable' ? `Disable ${name}?` : `Reset the password of ${name}?`}
      className="dialog-form"
      onClose={onClose}
    >
      <div className="form">
        <p>{means}</p>
        <p className="form-actions">
          <button type="button" className="button button-primary" onClick={onDo}>
            {title}
          </button>
          <button type="button" className="button" onClick={onClose}>
            Leave it
          </button>
        </p>
      </div>
    </Dialog>
  );
}
