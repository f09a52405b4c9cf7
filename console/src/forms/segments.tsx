export interface SegmentsProps<Value extends string> {
  readonly legend: string;
  readonly name: string;
  readonly options: readonly { readonly value: Value; readonly title: string }[];
  readonly chosen: Value;
  readonly onChoose: (value: Value) => void;
}

/** One of a few. */
export function Segments<Value extends string>(props: SegmentsProps<Value>) {
  const { legend, name, options, chosen, onChoose } = props;
  return (
    <fieldset className="segments">
      <legend>{legend}</legend>
      {options.map(({ value, title }) => (
        <label key={value}>
          <input
            type="radio"
            name={name}
            checked={chosen === value}
            onChange={() => onChoose(value)}
          />
          <span>{title}</span>
        </label>
      ))}
    </fieldset>
  );
}
