import { type FormEvent, useState } from 'react';
import { Dialog } from '../controls/index.ts';
import { Field } from './field.tsx';

export interface ReasonDialogProps {
  /** The question. */
  readonly title: string;
  /** What will happen. */
  readonly children: string;
  /** The button that does it. */
  readonly action: string;
  readonly onDo: (reason: string) => void;
  readonly onClose: () => void;
}

/** Asks before something is changed, and why. */
export function ReasonDialog({ title, children, action, onDo, onClose }: ReasonDialogProps) {
  const [reason, setReason] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onDo(reason.trim());
  };
  return (
    <Dialog title={title} className="dialog-form" onClose={onClose}>
      <form className="form" onSubmit={submit}>
        <p>{children}</p>
        <Field
          title="Reason"
          value={reason}
          onChange={setReason}
          hint="Optional; whoever reads the events sees it."
        />
        <p className="form-actions">
          <button type="submit" className="button button-primary">
            {action}
          </button>
          <button type="button" className="button" onClick={onClose}>
            Leave it
          </button>
        </p>
      </form>
    </Dialog>
  );
}
