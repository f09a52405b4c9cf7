import type { ReactNode } from 'react';
import { Icon, type IconName } from './icon.tsx';
import { Popover } from './popover.tsx';

export interface IconMenuProps {
  readonly icon: IconName;
  /** Names the sheet. */
  readonly label: string;
  /** Names the button; as the sheet when absent. */
  readonly title?: string;
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly children: ReactNode;
}

/** A button that is only a picture, with a sheet under it. */
export function IconMenu({ icon, label, title = label, ...rest }: IconMenuProps) {
  return (
    <Popover
      label={label}
      align="end"
      trigger={(attributes) => (
        <button
          type="button"
          className="icon-button"
          title={title}
          aria-label={title}
          {...attributes}
        >
          <Icon name={icon} />
        </button>
      )}
      {...rest}
    />
  );
}
