import { ChoiceChips } from '../../forms/index.ts';
import { AREAS, givable, toggleScope } from './scopes.ts';

export interface ScopeChooserProps {
  readonly chosen: readonly string[];
  /** What who makes the token may do: it grants no more. */
  readonly own: readonly string[];
  readonly onChoose: (scopes: readonly string[]) => void;
}

/** What a token grants, by area. */
export function ScopeChooser({ chosen, own, onChoose }: ScopeChooserProps) {
  const toggle = (scope: string) => onChoose(toggleScope(chosen, scope));
  const rows = AREAS.map(({ area, title }) => ({ area, title, scopes: givable(area, own) }));
  return (
    <fieldset className="field scopes">
      <legend>Grants</legend>
      {rows
        .filter(({ scopes }) => scopes.length > 0)
        .map(({ area, title, scopes }) => (
          // biome-ignore lint/a11y/useSemanticElements: a fieldset in each line would be drawn as one.
          <div key={area} className="scope-line" role="group" aria-label={title}>
            <span>{title}</span>
            <ChoiceChips
              options={scopes.map((value) => ({ value, title: wordOf(value) }))}
              chosen={chosen}
              onToggle={toggle}
            />
          </div>
        ))}
      {own.includes('*') && (
        // biome-ignore lint/a11y/useSemanticElements: a fieldset around one line would be drawn as a box.
        <div className="scope-line" role="group" aria-label="Everything">
          <span>Everything</span>
          <ChoiceChips options={[{ value: '*', title: 'all' }]} chosen={chosen} onToggle={toggle} />
        </div>
      )}
    </fieldset>
  );
}

const wordOf = (scope: string) => {
  const action = scope.slice(scope.indexOf(':') + 1);
  return action === '*' ? 'all' : action;
};
