import { type FormEvent, useState } from 'react';
import type { TokenCreated } from '../../../../src/contract/index.ts';
import { announce, Dialog } from '../../controls/index.ts';
import { createOwnToken, createToken, serverNow, useMay, useMe } from '../../data/index.ts';
import { writeInstant } from '../../format/index.ts';
import { Field, Refusal, readPartitions, Segments, ToldOnce, useDeed } from '../../forms/index.ts';
import { ACCESS_ADMIN } from '../settings/index.ts';
import { OwnerField } from './owner-field.tsx';
import { NOBODY } from './owners.ts';
import { ScopeChooser } from './scope-chooser.tsx';

const DAY_MS = 86_400_000;

const LIFETIMES = [
  { value: '30', title: 'in 30 days' },
  { value: '90', title: 'in 90 days' },
  { value: '365', title: 'in a year' },
  { value: 'never', title: 'never' },
] as const;

type Lifetime = (typeof LIFETIMES)[number]['value'];

export interface NewTokenProps {
  /** The list is to be read again. */
  readonly onMade: () => void;
  readonly onClose: () => void;
}

/** Makes an API token, and shows its secret once. */
export function NewToken({ onMade, onClose }: NewTokenProps) {
  const me = useMe();
  const myId = me?.user_id ?? NOBODY;
  const isAdmin = useMay(ACCESS_ADMIN);
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<readonly string[]>([]);
  const [partitions, setPartitions] = useState('');
  const [lifetime, setLifetime] = useState<Lifetime>('90');
  const [owner, setOwner] = useState(myId);
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
      const isOwn = owner !== NOBODY && owner === myId;
      const user_id = owner === NOBODY ? null : owner;
      const token = await (isOwn ? createOwnToken(wanted) : createToken({ ...wanted, user_id }));
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
        {isAdmin && <OwnerField chosen={owner} onChoose={setOwner} />}
        <ScopeChooser chosen={scopes} own={me?.scopes ?? []} onChoose={setScopes} />
        <Segments
          legend="Expires"
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
