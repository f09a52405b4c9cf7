import { Dialog } from '../controls/index.ts';
import { useBindings } from '../keys/index.ts';
import { usePreferences } from '../preferences/index.ts';

/** Every key that works right now, by what it is for. */
export function KeyHelp({ onClose }: { readonly onClose: () => void }) {
  const all = useBindings();
  // Where a page has its own meaning for a key, that one is in force.
  const bindings = all.filter(
    ({ keys }, index) => all.findLastIndex((other) => other.keys === keys) === index,
  );
  const { singleKeys } = usePreferences();
  const groups = [...new Set(bindings.map(({ group }) => group))];
  return (
    <Dialog title="Keys" onClose={onClose} className="key-help">
      {!singleKeys && (
        <p className="note">Keys without Ctrl or ⌘ are off. Settings turn them on again.</p>
      )}
      <div className="key-groups">
        {groups.map((group) => (
          <section key={group}>
            <h3>{group}</h3>
            <dl>
              {bindings
                .filter((binding) => binding.group === group)
                .map(({ keys, title }) => (
                  <div key={keys}>
                    <dt>{title}</dt>
                    <dd>
                      <Keys keys={keys} />
                    </dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}

function Keys({ keys }: { readonly keys: string }) {
  return keys
    .split(' ')
    .map((key) => <kbd key={key}>{key.replace('mod+k', 'Ctrl K').replace('Escape', 'Esc')}</kbd>);
}
