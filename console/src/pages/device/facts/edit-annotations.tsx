import { type FormEvent, useState } from 'react';
import { announce, Dialog } from '../../../controls/index.ts';
import { type VersionedAnnotations, writeAnnotations } from '../../../data/index.ts';
import { Field, Refusal, useDeed } from '../../../forms/index.ts';
import { readTags, unwritableTags, writeTags } from './tags.ts';

export interface EditAnnotationsProps {
  readonly deviceId: string;
  /** What is known now; a newer version may come while somebody writes. */
  readonly versioned: VersionedAnnotations;
  readonly onWritten: () => void;
  /** What is known is to be read again. */
  readonly onRead: () => void;
  readonly onClose: () => void;
}

/** Writes tags and notes, unless somebody else wrote since the form was opened. */
export function EditAnnotations(props: EditAnnotationsProps) {
  const { deviceId, versioned, onWritten, onRead, onClose } = props;
  const [base, rebase] = useState(versioned);
  const [tags, setTags] = useState(() => writeTags(base.annotations.tags));
  const [notes, setNotes] = useState(base.annotations.notes ?? '');
  const { busy, fault, run, forgive } = useDeed();
  const overtaken = versioned.etag !== base.etag;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void run(async () => {
      const kept = unwritableTags(base.annotations.tags);
      const written = [...readTags(tags), ...kept];
      await writeAnnotations(deviceId, {
        tags: written,
        notes: notes.trim() || null,
        etag: base.etag,
      });
      announce('The server keeps the tags and notes');
      onWritten();
    }).then((done) => done || onRead());
  };
  const load = () => {
    rebase(versioned);
    setTags(writeTags(versioned.annotations.tags));
    setNotes(versioned.annotations.notes ?? '');
    forgive();
  };
  return (
    <Dialog title="Tags and notes" className="dialog-form" onClose={onClose}>
      <form className="form" onSubmit={submit}>
        <Field
          title="Tags"
          value={tags}
          onChange={setTags}
          hint="With commas between. No observation changes them."
          first
        />
        <Field title="Notes" value={notes} onChange={setNotes} lines={6} />
        <Refusal fault={fault} />
        {overtaken && (
          <p className="note">
            {versioned.annotations.updated_by ?? 'Somebody'} wrote in the meantime.{' '}
            <button type="button" className="link-button" onClick={load}>
              Show what stands there now
            </button>
          </p>
        )}
        <p className="form-actions">
          <button type="submit" className="button button-primary" disabled={busy}>
            Write
          </button>
          <button type="button" className="button" onClick={onClose}>
            Leave it
          </button>
        </p>
      </form>
    </Dialog>
  );
}
