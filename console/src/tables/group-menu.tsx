import { useState } from 'react';
import { IconMenu } from '../controls/index.ts';
import type { OpenGroups } from './groups.ts';

const CHOICES = [
  ['all', 'Open all groups'],
  ['none', 'Fold all groups'],
  ['off', 'One list'],
] as const;

export interface GroupMenuProps {
  readonly open: OpenGroups;
  readonly onChoose: (open: OpenGroups) => void;
}

/** Opens or folds all groups of a table, or does without them. */
export function GroupMenu({ open, onChoose }: GroupMenuProps) {
  const [shown, setShown] = useState(false);
  return (
    <IconMenu icon="groups" label="Groups" open={shown} onOpenChange={setShown}>
      <div className="menu">
        {CHOICES.map(([choice, title]) => (
          <button
            key={choice}
            type="button"
            className="menu-item"
            aria-pressed={open === choice}
            onClick={() => {
              setShown(false);
              onChoose(choice);
            }}
          >
            {title}
          </button>
        ))}
      </div>
    </IconMenu>
  );
}
