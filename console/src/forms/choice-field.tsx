import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { type Choice, matchChoices } from './choices.ts';

export interface ChoiceFieldProps {
  readonly title: string;
  readonly hint?: ReactNode;
  readonly choices: readonly Choice[];
  readonly chosen: string;
  readonly onChoose: (value: string) => void;
}

/** More are found by typing. */
const MOST_SHOWN = 100;

/** One of many, found by typing a part of its name: a combobox as WAI-ARIA describes it. */
export function ChoiceField({ title, hint, choices, chosen, onChoose }: ChoiceFieldProps) {
  const id = useId();
  /** What is typed; undefined while the list is closed. */
  const [text, setText] = useState<string>();
  const [place, setPlace] = useState(0);
  const current = choices.find(({ value }) => value === chosen);
  const isOpen = text !== undefined;
  const found = matchChoices(choices, text ?? '').slice(0, MOST_SHOWN);
  const active = Math.min(place, found.length - 1);
  const open = () => {
    if (isOpen) return;
    setText('');
    setPlace(
      Math.max(
        0,
        choices.findIndex(({ value }) => value === chosen),
      ),
    );
  };
  const close = () => setText(undefined);
  const choose = (choice: Choice | undefined) => {
    if (choice !== undefined) onChoose(choice.value);
    close();
  };
  const press = (event: KeyboardEvent) => {
    const distance = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (distance !== undefined && !isOpen) open();
    else if (distance !== undefined) setPlace((active + distance + found.length) % found.length);
    else if (event.key === 'Enter' && isOpen) choose(found[active]);
    // Closes the list alone: the dialog around it stays.
    else if (event.key === 'Escape' && isOpen) close();
    else return;
    event.preventDefault();
  };
  return (
    <div className="field choice-field">
      <label htmlFor={id}>{title}</label>
      <input
        id={id}
        role="combobox"
        aria-expanded={isOpen && found.length > 0}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={isOpen && active >= 0 ? `${id}-${active}` : undefined}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        autoComplete="off"
        spellCheck={false}
        value={text ?? current?.title ?? ''}
        placeholder={isOpen ? current?.title : undefined}
        onClick={open}
        onBlur={close}
        onKeyDown={press}
        onChange={(event) => {
          setText(event.target.value);
          setPlace(0);
        }}
      />
      {isOpen && (
        <ChoiceList id={id} title={title} found={found} {...{ active, chosen }} onChoose={choose} />
      )}
      {hint !== undefined && <small id={`${id}-hint`}>{hint}</small>}
    </div>
  );
}

interface ChoiceListProps {
  readonly id: string;
  readonly title: string;
  readonly found: readonly Choice[];
  readonly active: number;
  readonly chosen: string;
  readonly onChoose: (choice: Choice) => void;
}

function ChoiceList({ id, title, found, active, chosen, onChoose }: ChoiceListProps) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.children[active]?.scrollIntoView({ block: 'nearest' });
  }, [active]);
  if (found.length === 0) {
    return (
      <p className="choice-list choice-none" role="status">
        Nobody and nothing is called so.
      </p>
    );
  }
  return (
    <div className="choice-list" id={`${id}-list`} role="listbox" aria-label={title} ref={list}>
      {found.map((choice, index) => (
        <button
          type="button"
          key={choice.value}
          id={`${id}-${index}`}
          role="option"
          tabIndex={-1}
          className="choice"
          aria-selected={choice.value === chosen}
          data-active={index === active || undefined}
          // The field keeps the focus, or it would close the list before the click.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onChoose(choice)}
        >
          <span className="choice-title">{choice.title}</span>
          {choice.detail !== undefined && <span className="choice-detail">{choice.detail}</span>}
        </button>
      ))}
    </div>
  );
}
