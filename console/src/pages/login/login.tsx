import { type FormEvent, useState } from 'react';
import { logIn } from '../../data/index.ts';
import { Field, Refusal, useDeed } from '../../forms/index.ts';
import { Entrance } from './entrance.tsx';

/** Asks who it is. */
export function Login() {
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const { busy, fault, run } = useDeed();
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    // What is wrong is typed anew; the name may well be right.
    if (!(await run(() => logIn(username, password)))) setPassword('');
  };
  return (
    <Entrance title="Log in">
      <form className="form" onSubmit={(event) => void submit(event)}>
        <h1>Log in</h1>
        <Field
          title="User name or e-mail address"
          value={username}
          onChange={setUsername}
          autoComplete="username"
          required
          first
        />
        <Field
          title="Password"
          type="password"
          value={password}
          onChange={setPassword}
          autoComplete="current-password"
          required
        />
        <Refusal fault={fault} />
        <button type="submit" className="button button-primary" disabled={busy}>
          Log in
        </button>
      </form>
    </Entrance>
  );
}
