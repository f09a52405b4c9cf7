export interface ChoiceChipsProps {
  readonly options: readonly { readonly value: string; readonly title: string }[];
  readonly chosen: readonly string[];
  readonly onToggle: (value: string) => void;
}

/** Words of which any number is chosen. */
export function ChoiceChips({ options, chosen, onToggle }: ChoiceChipsProps) {
  return options.map(({ value, title }) => (
    <button
      key={value}
      type="button"
      className="chip chip-choice"
      aria-pressed={chosen.includes(value)}
      onClick={() => onToggle(value)}
    >
      {title}
    </button>
  ));
}
