import { type FormEvent, useState } from 'react';
import type { TokenCreated } from '../../../../src/contract/index.ts';
import { announce, Dialog } from '../../controls/index.ts';
import { createOwnToken, createToken, serverNow, useMay, useMe } from '../../data/index.ts';
import { writeInstant } from '../../format/index.ts';
import { Field, Refusal, readPartitions, Segments, ToldOnce, useDeed } from '../../forms/index.ts';
import { ACCESS_ADMIN } from '../settings/index.ts';
import { ScopeChooser } from './scope-chooser.tsx';

const DAY_MS = 86_400_000;

const LIFETIMES = [
  { value: '30', title: '30 days' },
  { value: '90', title: '90 days' },
  { value: '365', title: 'a year' },
  { value: 'never', title: 'never' },
] as const;

type Lifetime = (typeof LIFETIMES)[number]['value'];

type Owner = 'me' | 'nobody';

const OWNERS = [
  { value: 'me', title: 'You' },
  { value: 'nobody', title: 'Nobody, such as of a collector' },
] as const satisfies readonly { readonly value: Owner; readonly title: string }[];

export interface NewTokenProps {
  /** The list is to be read again. */
  readonly onMade: () => void;
  readonly onClose: () => void;
}

/** Makes an API token, and shows its secret once. */
export function NewToken({ onMade, onClose }: NewTokenProps) {
  const me = useMe();
  const isUser = (me?.user_id ?? null) !== null;
  const isAdmin = useMay(ACCESS_ADMIN);
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<readonly string[]>([]);
  const [partitions, setPartitions] = useState('');
  const [lifetime, setLifetime] = useState<Lifetime>('90');
  const [owner, setOwner] = useState<Owner>(isUser ? 'me' : 'nobody');
  const [made, setMade] = useState<TokenCreated>();
  const { busy, fault, run } = useDeed();
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const wanted = {
      name,
      scopes: [...scopes],
      partitions: readPartitions(partitions),
      expires_at: expiryOf(lifetime),
    };
    await run(async () => {
      const token = await (owner === 'me' ? createOwnToken(wanted) : createToken(wanted));
      announce(`The server made the token ${token.name}`);
      onMade();
      setMade(token);
    });
  };
  if (made !== undefined) return <MadeToken token={made} onClose={onClose} />;
  return (
    <Dialog title="New API token" className="dialog-form" onClose={onClose}>
      <form className="form" onSubmit={(event) => void submit(event)}>
        <Field title="What it is for" value={name} onChange={setName} required first />
        {isUser && isAdmin && (
          <Segments
            legend="Whose"
            name="token-owner"
            options={OWNERS}
            chosen={owner}
            onChoose={setOwner}
          />
        )}
        <ScopeChooser chosen={scopes} own={me?.scopes ?? []} onChoose={setScopes} />
        <Segments
          legend="Expires in"
          name="token-lifetime"
          options={LIFETIMES}
          chosen={lifetime}
          onChoose={setLifetime}
        />
        <Field
          title="Network partitions"
          value={partitions}
          onChange={setPartitions}
          placeholder="branch-7, branch-8"
          hint="Confined to these; empty: all that its user may see."
        />
        <Refusal fault={fault} />
        <p className="form-actions">
          <button
            type="submit"
            className="button button-primary"
            disabled={busy || scopes.length === 0}
          >
            Make the token
          </button>
          <button type="button" className="button" onClick={onClose}>
            Cancel
          </button>
        </p>
      </form>
    </Dialog>
  );
}

const expiryOf = (lifetime: Lifetime) =>
  lifetime === 'never' ? null : writeInstant(serverNow() + Number(lifetime) * DAY_MS);

function MadeToken(props: { readonly token: TokenCreated; readonly onClose: () => void }) {
  const { token, onClose } = props;
  return (
    <Dialog title={`Token ${token.name}`} className="dialog-form" onClose={onClose}>
      <div className="form">
        <ToldOnce what="token" secret={token.token}>
          Nobody can tell it again. Send it as “Authorization: Bearer” or “X-API-Key”.
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
