import { CopyButton, ExactInstant, Facts, Failure, Panel, Progress } from '../../controls/index.ts';
import { useDeadLetter } from '../../data/index.ts';
import { DASH, formatBytes, formatCount } from '../../format/index.ts';
import { Actions } from './actions.tsx';

export interface LetterPanelProps {
  readonly id: string;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** One refused record with its bytes, and what can be done with it. */
export function LetterPanel({ id, onClose, onDone }: LetterPanelProps) {
  const { value: letter, busy, fault, retry } = useDeadLetter(id);
  const done = () => {
    onDone();
    retry();
  };
  return (
    <Panel title={`Letter ${id}`} onClose={onClose}>
      <Progress busy={busy && letter === undefined} />
      {fault !== undefined && <Failure fault={fault} retry={retry} />}
      <Actions query={{ id }} what={`letter ${id}`} onDone={done} />
      {letter !== undefined && (
        <>
          <Facts
            facts={[
              { name: 'Why', value: letter.message },
              { name: 'Reason', value: <code className="plain">{letter.reason}</code> },
              { name: 'Field', value: letter.field ?? DASH },
              { name: 'Dataset', value: letter.dataset ?? DASH },
              { name: 'Receiver', value: letter.receiver },
              { name: 'First came', value: <ExactInstant at={letter.received_at} /> },
              { name: 'Last came', value: <ExactInstant at={letter.last_received_at} /> },
              { name: 'Times', value: formatCount(letter.times_received) },
              { name: 'Tried again', value: formatCount(letter.attempts) },
              { name: 'Refused then', value: letter.last_error ?? DASH },
              { name: 'Type', value: letter.content_type ?? DASH },
              ...letter.attributes.map(({ name, value }) => ({ name, value })),
            ]}
          />
          <h3>
            Record, {formatBytes(letter.original_bytes)}
            {letter.cut ? ', of which the beginning is kept' : ''}
            {letter.original.encoding === 'base64' ? ', as base64' : ''}{' '}
            <CopyButton text={letter.original.text} what="record" />
          </h3>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
          <pre className="original" tabIndex={0}>
            {letter.original.text}
          </pre>
        </>
      )}
    </Panel>
  );
}
