import { useState } from 'react';
import type { TokenItem } from '../../../../src/contract/index.ts';
import {
  announce,
  Dialog,
  ExactInstant,
  Facts,
  Instant,
  Panel,
  useNow,
} from '../../controls/index.ts';
import { revokeToken, type TokenOwner, useMay, useMe } from '../../data/index.ts';
import { Refusal, useDeed } from '../../forms/index.ts';
import { useHref } from '../../location/index.ts';
import { ACCESS_ADMIN } from '../settings/index.ts';
import { stateOf, TokenStateMark } from './token-state.tsx';

export interface TokenPanelProps {
  readonly token: TokenItem;
  readonly whose: TokenOwner;
  readonly onClose: () => void;
  /** It was revoked; the list is to be read again. */
  readonly onChanged: () => void;
}

/** One API token: what it grants, and how it is revoked. */
export function TokenPanel({ token, whose, onClose, onChanged }: TokenPanelProps) {
  const href = useHref();
  const nowMs = useNow();
  const me = useMe();
  const isAdmin = useMay(ACCESS_ADMIN);
  const isOwn = token.user_id !== null && token.user_id === me?.user_id;
  const revocable = stateOf(token, nowMs).word !== 'Revoked' && (isAdmin || isOwn);
  return (
    <Panel title={token.name} onClose={onClose}>
      <p className="panel-lead">
        <TokenStateMark token={token} nowMs={nowMs} />
      </p>
      {revocable && <Revoke token={token} whose={isAdmin ? whose : 'own'} onChanged={onChanged} />}
      <Facts
        facts={[
          { name: 'Ends in', value: <code className="plain">…{token.hint}</code> },
          { name: 'Whose', value: token.username ?? token.user_id ?? 'nobody' },
          { name: 'Grants', value: token.scopes.join(', ') },
          { name: 'Partitions', value: token.partitions?.join(', ') ?? 'all' },
          { name: 'Last used', value: <Instant at={token.last_used_at} /> },
          {
            name: 'Expires',
            value: token.expires_at === null ? 'never' : <ExactInstant at={token.expires_at} />,
          },
          { name: 'Made', value: <ExactInstant at={token.created_at} /> },
          { name: 'By', value: token.created_by },
          ...(token.revoked_at === null
            ? []
            : [
                { name: 'Revoked', value: <ExactInstant at={token.revoked_at} /> },
                { name: 'Revoked by', value: token.revoked_by },
              ]),
          ...(whose === 'own'
            ? []
            : [
                {
                  name: 'What happened',
                  value: (
                    <a href={href('/settings/access-events', { subject: token.name })}>
                      Events of this token
                    </a>
                  ),
                },
              ]),
        ]}
      />
    </Panel>
  );
}

type RevokeProps = Omit<TokenPanelProps, 'onClose'>;

function Revoke({ token, whose, onChanged }: RevokeProps) {
  const [asked, ask] = useState(false);
  const { busy, fault, run } = useDeed();
  const revoke = () =>
    run(async () => {
      ask(false);
      await revokeToken(token.id, whose);
      announce(`The server confirmed: ${token.name} is revoked`);
      onChanged();
    });
  return (
    <>
      <div className="panel-actions">
        <button type="button" className="button" disabled={busy} onClick={() => ask(true)}>
          Revoke
        </button>
      </div>
      <Refusal fault={fault} />
      {asked && (
        <Dialog title={`Revoke ${token.name}?`} className="dialog-form" onClose={() => ask(false)}>
          <div className="form">
            <p>Whoever sends it is refused from now on. It cannot be taken back.</p>
            <p className="form-actions">
              <button type="button" className="button button-primary" onClick={() => void revoke()}>
                Revoke for good
              </button>
              <button type="button" className="button" onClick={() => ask(false)}>
                Leave it
              </button>
            </p>
          </div>
        </Dialog>
      )}
    </>
  );
}
