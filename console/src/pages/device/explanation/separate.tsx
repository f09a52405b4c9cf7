import { type FormEvent, useId, useState } from 'react';
import { announce, Dialog } from '../../../controls/index.ts';
import { separateDevice, useMay } from '../../../data/index.ts';
import { Field, Refusal, useDeed } from '../../../forms/index.ts';

export interface SeparateProps {
  readonly deviceId: string;
  /** `kind:value`. */
  readonly identity: string;
  /** The other identities of the device, the strongest first; at least one. */
  readonly others: readonly string[];
  readonly onDone: () => void;
}

/** Parts an identity from the device after a question: for what was joined wrongly. */
export function Separate(props: SeparateProps) {
  const [asked, ask] = useState(false);
  const may = useMay({ permission: 'devices:write' });
  if (!may) return null;
  return (
    <>
      <button
        type="button"
        className="link-button"
        aria-label={`Part ${props.identity}`}
        onClick={() => ask(true)}
      >
        Part
      </button>
      {asked && <SeparateDialog {...props} onClose={() => ask(false)} />}
    </>
  );
}

function SeparateDialog(props: SeparateProps & { readonly onClose: () => void }) {
  const { deviceId, identity, others, onDone, onClose } = props;
  const [from, setFrom] = useState(others[0] ?? '');
  const [reason, setReason] = useState('');
  const { busy, fault, run } = useDeed();
  const id = useId();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void run(async () => {
      const why = reason.trim() === '' ? {} : { reason: reason.trim() };
      announce((await separateDevice(deviceId, 'separate', { identity, from, ...why })).message);
      onClose();
      onDone();
    });
  };
  return (
    <Dialog title={`Part ${identity}?`} className="dialog-form" onClose={onClose}>
      <form className="form" onSubmit={submit}>
        <p>
          The two are of different devices from then on, whatever is observed, until somebody takes
          it back. Each keeps what was observed of it.
        </p>
        <div className="field">
          <label htmlFor={id}>It is not the device with</label>
          <select id={id} value={from} onChange={(event) => setFrom(event.target.value)}>
            {others.map((other) => (
              <option key={other}>{other}</option>
            ))}
          </select>
        </div>
        <Field
          title="Reason"
          value={reason}
          onChange={setReason}
          hint="Optional; whoever reads the history sees it."
        />
        <Refusal fault={fault} />
        <p className="form-actions">
          <button type="submit" className="button button-primary" disabled={busy}>
            Part it
          </button>
          <button type="button" className="button" onClick={onClose}>
            Leave it
          </button>
        </p>
      </form>
    </Dialog>
  );
}
