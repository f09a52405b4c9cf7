import { useState } from 'react';
import { announce, Dialog, Failure } from '../../controls/index.ts';
import {
  dropLetters,
  Fault,
  type LetterQuery,
  type Needs,
  replayLetters,
  useMay,
} from '../../data/index.ts';
import { formatCount } from '../../format/index.ts';

export interface ActionsProps {
  readonly query: LetterQuery;
  /** What they are about: `letter 17`, `the 12 letters`. */
  readonly what: string;
  readonly several?: boolean;
  /** Something was done; what is shown is to be read again. */
  readonly onDone: () => void;
}

type Deed = 'replay' | 'drop';

const REPLAY: Needs = { permission: 'deadletters:write', whole: true };
const DROP: Needs = { permission: 'deadletters:admin', whole: true };

const letters = (count: number) => `${formatCount(count)} ${count === 1 ? 'letter' : 'letters'}`;

/** Sends letters again or drops them, after a question; tells what the server says became of them. */
export function Actions({ query, what, several = false, onDone }: ActionsProps) {
  const [asked, ask] = useState<Deed>();
  const [busy, setBusy] = useState(false);
  const [told, tell] = useState('');
  const [fault, setFault] = useState<Fault>();
  const mayReplay = useMay(REPLAY);
  const mayDrop = useMay(DROP);
  const run = async (deed: Deed) => {
    ask(undefined);
    setBusy(true);
    setFault(undefined);
    try {
      const sentence = await perform(deed, query);
      tell(sentence);
      announce(sentence);
    } catch (thrown) {
      if (!(thrown instanceof Fault)) throw thrown;
      setFault(thrown);
    } finally {
      setBusy(false);
      onDone();
    }
  };
  const close = () => ask(undefined);
  return (
    <div className="letter-actions">
      {mayReplay && (
        <button type="button" className="button" disabled={busy} onClick={() => ask('replay')}>
          {several ? 'Send all again' : 'Send again'}
        </button>
      )}
      {mayDrop && (
        <button type="button" className="button" disabled={busy} onClick={() => ask('drop')}>
          {several ? 'Drop all' : 'Drop'}
        </button>
      )}
      {told !== '' && <span className="note">{told}</span>}
      {fault !== undefined && <Failure fault={fault} retry={() => setFault(undefined)} />}
      {asked !== undefined && (
        <Dialog title={asked === 'drop' ? `Drop ${what}?` : `Send ${what} again?`} onClose={close}>
          <p>
            {asked === 'drop'
              ? 'The records are gone for good: nothing else has them.'
              : 'Those that can be stored now are stored once, and their letters go. The others stay.'}
          </p>
          <p className="letter-actions">
            <button type="button" className="button button-primary" onClick={() => void run(asked)}>
              {asked === 'drop' ? 'Drop for good' : 'Send again now'}
            </button>
            <button type="button" className="button" onClick={close}>
              Leave them
            </button>
          </p>
        </Dialog>
      )}
    </div>
  );
}

async function perform(deed: Deed, query: LetterQuery): Promise<string> {
  const { signal } = new AbortController();
  if (deed === 'drop') return `${letters((await dropLetters(query, signal)).dropped)} dropped.`;
  const { stored, kept, left, refused } = await replayLetters(query, signal);
  const rest = left === 0 ? '' : ` ${letters(left)} not tried yet.`;
  const why = refused[0] === undefined ? '' : ` ${refused[0].message}.`;
  return `${letters(stored)} stored, ${letters(kept)} refused again.${why}${rest}`;
}
