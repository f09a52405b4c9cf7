import { useState } from 'react';
import { announce } from '../../controls/index.ts';
import { mayUse, type Needs, useMe } from '../../data/index.ts';
import { ReasonDialog, Refusal, useDeed } from '../../forms/index.ts';

/** What can be done to a thing, and when. */
export interface PossibleDeed {
  readonly title: string;
  /** What it brings about, for the question before it. */
  readonly means: string;
  /** Statuses in which it can be done and changes something. */
  readonly from: readonly string[];
  readonly needs: Needs;
}

export interface DeedsProps<Name extends string> {
  readonly deeds: { readonly [N in Name]: PossibleDeed };
  readonly status: string;
  /** To what it is done. */
  readonly what: string;
  /** Asks the server; ends when it has confirmed. */
  readonly onDo: (name: Name, reason: string) => Promise<void>;
  /** Something was tried; what is shown is to be read again. */
  readonly onDone: () => void;
}

/** Buttons for what the status allows, and the one who looks; each asks before, and why. */
export function Deeds<Name extends string>(props: DeedsProps<Name>) {
  const { deeds, status, what, onDo, onDone } = props;
  const me = useMe();
  const [asked, ask] = useState<Name>();
  const { busy, fault, run } = useDeed();
  const possible = (Object.keys(deeds) as Name[]).filter((name) => {
    const { from, needs } = deeds[name];
    return from.includes(status) && me !== undefined && mayUse(me, needs);
  });
  const go = async (name: Name, reason: string) => {
    ask(undefined);
    if (await run(() => onDo(name, reason))) {
      announce(`The server confirmed: ${deeds[name].title.toLowerCase()} ${what}`);
    }
    onDone();
  };
  return (
    <>
      {possible.length > 0 && (
        <div className="panel-actions">
          {possible.map((name) => (
            <button
              key={name}
              type="button"
              className="button"
              disabled={busy}
              onClick={() => ask(name)}
            >
              {deeds[name].title}
            </button>
          ))}
        </div>
      )}
      <Refusal fault={fault} />
      {asked !== undefined && (
        <ReasonDialog
          title={`${deeds[asked].title} ${what}?`}
          action={deeds[asked].title}
          onDo={(reason) => void go(asked, reason)}
          onClose={() => ask(undefined)}
        >
          {deeds[asked].means}
        </ReasonDialog>
      )}
    </>
  );
}
