import type { Me } from '../../../../src/contract/index.ts';
import { logOut } from '../../data/index.ts';
import { Refusal, useDeed } from '../../forms/index.ts';
import { Entrance } from './entrance.tsx';
import { PasswordForm } from './password-form.tsx';

/** Who was given a password chooses another one before anything else. */
export function ChoosePassword({ me }: { readonly me: Me }) {
  const { busy, fault, run } = useDeed();
  return (
    <Entrance title="Choose a password">
      <h1>Choose a password</h1>
      <p>You are logged in as {me.actor}, by a password that others know too.</p>
      <PasswordForm username={me.actor} />
      <Refusal fault={fault} />
      <button
        type="button"
        className="link-button"
        disabled={busy}
        onClick={() => void run(logOut)}
      >
        Log out
      </button>
    </Entrance>
  );
}
