import { useState } from 'react';
import { ExactInstant, Failure, Progress } from '../../../controls/index.ts';
import { useAnnotations, useMay } from '../../../data/index.ts';
import { useHref, useView } from '../../../location/index.ts';
import { EditAnnotations } from './edit-annotations.tsx';

export interface AnnotationsProps {
  readonly deviceId: string;
  readonly onChanged: () => void;
}

/** What people wrote about the device, apart from what was observed. */
export function Annotations({ deviceId, onChanged }: AnnotationsProps) {
  const { live } = useView();
  const href = useHref();
  const [editing, edit] = useState(false);
  const { value, busy, fault, retry } = useAnnotations(deviceId, live);
  const may = useMay({ permission: 'devices:write' });
  const written = value?.annotations;
  return (
    <section className="section" aria-labelledby="annotations">
      <h2 id="annotations">Tags and notes</h2>
      <Progress busy={busy && value === undefined} />
      {fault !== undefined && <Failure fault={fault} retry={retry} />}
      {written !== undefined && (
        <div className="annotations">
          {written.tags.length > 0 && (
            <ul className="tags">
              {written.tags.map((tag) => (
                <li key={tag}>
                  <a className="chip" href={href('/devices', { tag })}>
                    {tag}
                  </a>
                </li>
              ))}
            </ul>
          )}
          {written.notes !== null && <p className="notes">{written.notes}</p>}
          {written.updated_at === null ? (
            <p className="muted">Nobody wrote any.</p>
          ) : (
            <p className="note">
              Written by {written.updated_by}, <ExactInstant at={written.updated_at} />
            </p>
          )}
          {may && (
            <p>
              <button type="button" className="button" onClick={() => edit(true)}>
                Edit tags and notes
              </button>
            </p>
          )}
        </div>
      )}
      {editing && value !== undefined && (
        <EditAnnotations
          deviceId={deviceId}
          versioned={value}
          onWritten={() => {
            edit(false);
            retry();
            onChanged();
          }}
          onRead={retry}
          onClose={() => edit(false)}
        />
      )}
    </section>
  );
}
