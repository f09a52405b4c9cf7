import { useEffect, useRef, useState } from 'react';
import { Icon } from '../controls/index.ts';
import { useKeys } from '../keys/index.ts';
import { changeParams, usePlace } from '../location/index.ts';

/** Typing rests this long before the list is searched, by the server where that has it. */
const PAUSE_MS = 200;

export interface SearchFieldProps {
  /** Names it for screen readers. */
  readonly label: string;
  /** What can be found. */
  readonly placeholder: string;
}

/** What a list is searched for: `search` in the address; `/` goes there. */
export function SearchField({ label, placeholder }: SearchFieldProps) {
  const { params } = usePlace();
  const wanted = params.search ?? '';
  const [text, setText] = useState(wanted);
  const field = useRef<HTMLInputElement>(null);
  const reach = () => {
    field.current?.focus();
    field.current?.select();
  };
  useKeys([{ keys: '/', title: 'Search', group: 'Everywhere', run: reach }]);
  // The address changed by something else, such as going back.
  useEffect(() => setText(wanted), [wanted]);
  useEffect(() => {
    if (text === wanted) return;
    const timer = setTimeout(() => changeParams({ search: text }, { replace: true }), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text, wanted]);
  return (
    <search className="search-field">
      <Icon name="search" />
      <input
        ref={field}
        type="search"
        aria-label={label}
        placeholder={placeholder}
        spellCheck={false}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') field.current?.blur();
        }}
      />
    </search>
  );
}
