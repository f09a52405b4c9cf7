import { type ReactNode, useId } from 'react';

export interface FieldProps {
  readonly title: string;
  /** What is meant, or what happens when it stays empty. */
  readonly hint?: ReactNode;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly required?: boolean;
  /** Several lines. */
  readonly lines?: number;
  readonly placeholder?: string;
  /** Values to choose from, beside any other. */
  readonly suggestions?: readonly string[];
  readonly type?: 'text' | 'number' | 'password' | 'date';
  /** What the browser may fill in; nothing unless given. */
  readonly autoComplete?: string;
  /** Has the focus at first. */
  readonly first?: boolean;
}

/** A value that a person writes, with its name. */
export function Field(props: FieldProps) {
  const { title, hint, value, onChange, required = false, lines, suggestions, type } = props;
  const id = useId();
  const common = {
    id,
    value,
    required,
    placeholder: props.placeholder,
    spellCheck: false,
    autoComplete: props.autoComplete ?? 'off',
    autoFocus: props.first === true,
    'data-first': props.first === true ? true : undefined,
    'aria-describedby': hint === undefined ? undefined : `${id}-hint`,
  };
  return (
    <div className="field">
      <label htmlFor={id}>{title}</label>
      {lines === undefined ? (
        <input
          {...common}
          type={type ?? 'text'}
          list={suggestions === undefined ? undefined : `${id}-list`}
          onChange={(event) => onChange(event.target.value)}
        />
      ) : (
        <textarea {...common} rows={lines} onChange={(event) => onChange(event.target.value)} />
      )}
      {suggestions !== undefined && (
        <datalist id={`${id}-list`}>
          {suggestions.map((one) => (
            <option key={one} value={one} />
          ))}
        </datalist>
      )}
      {hint !== undefined && <small id={`${id}-hint`}>{hint}</small>}
    </div>
  );
}
