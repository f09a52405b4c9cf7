import { type FormEvent, useState } from 'react';
import { announce } from '../../controls/index.ts';
import { changeOwnPassword } from '../../data/index.ts';
import { Field, Refusal, useDeed } from '../../forms/index.ts';

export interface PasswordFormProps {
  /** Whose it is, so that a password manager knows. */
  readonly username: string;
}

/** Changes the own password. */
export function PasswordForm({ username }: PasswordFormProps) {
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const [again, setAgain] = useState('');
  const { busy, fault, run } = useDeed();
  const differs = again !== '' && again !== next;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!(await run(() => changeOwnPassword(current, next)))) return;
    setCurrent('');
    setNext('');
    setAgain('');
    announce('The password is changed. Every other session has ended.');
  };
  return (
    <form className="form" onSubmit={(event) => void submit(event)}>
      <input type="text" name="username" autoComplete="username" value={username} readOnly hidden />
      <Field
        title="Present password"
        type="password"
        value={current}
        onChange={setCurrent}
        autoComplete="current-password"
        required
      />
      <Field
        title="New password"
        type="password"
        value={next}
        onChange={setNext}
        autoComplete="new-password"
        hint="At least 12 characters: some words are better than some signs."
        required
      />
      <Field
        title="New password again"
        type="password"
        value={again}
        onChange={setAgain}
        autoComplete="new-password"
        required
      />
      {differs && <p className="refusal">Both are not the same.</p>}
      <Refusal fault={fault} />
      <p className="form-actions">
        <button
          type="submit"
          className="button button-primary"
          disabled={busy || next !== again || next === ''}
        >
          Change the password
        </button>
      </p>
    </form>
  );
}
