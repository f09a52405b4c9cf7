import type { Me } from '../../../../src/contract/index.ts';
import { Empty, ExactInstant, Facts } from '../../controls/index.ts';
import { logOut, useMe } from '../../data/index.ts';
import { Refusal, useDeed } from '../../forms/index.ts';
import { PasswordForm } from '../login/index.ts';
import { ACCOUNT_PART, SettingsHead } from '../settings/index.ts';

/** Who is logged in, what they may do, and their password. */
export function AccountPage() {
  const me = useMe();
  return (
    <div className="page page-narrow">
      <SettingsHead part={ACCOUNT_PART} />
      {me !== undefined && (me.user_id === null ? <Nobody /> : <Account me={me} />)}
    </div>
  );
}

function Nobody() {
  return (
    <Empty title="Nobody is logged in" command="radarstore serve --auth-enabled on">
      Authentication is off: everybody who reaches this address may do everything. What turns it on:
    </Empty>
  );
}

function Account({ me }: { readonly me: Me }) {
  const { busy, fault, run } = useDeed();
  return (
    <>
      <section className="section" aria-label="You">
        <Facts
          facts={[
            { name: 'Name', value: me.actor },
            { name: 'Roles', value: me.roles.join(', ') || 'none' },
            {
              name: 'May do',
              value: me.scopes.includes('*') ? 'everything' : me.scopes.join(', '),
            },
            { name: 'Partitions', value: me.partitions?.join(', ') ?? 'all' },
            { name: 'Session ends', value: <ExactInstant at={me.session_expires_at} /> },
          ]}
        />
        <Refusal fault={fault} />
        <p className="form-actions section-foot">
          <button type="button" className="button" disabled={busy} onClick={() => void run(logOut)}>
            Log out
          </button>
        </p>
      </section>
      <section className="section" aria-labelledby="password">
        <h2 id="password">Password</h2>
        <PasswordForm username={me.actor} />
      </section>
    </>
  );
}
