import { type ReactNode, useEffect, useRef } from 'react';
import { useKeys } from '../keys/index.ts';
import { Icon } from './icon.tsx';

export interface PanelProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** Slides over the right of a list without losing it: the list stays usable beside it. */
export function Panel({ title, onClose, children }: PanelProps) {
  const panel = useRef<HTMLElement>(null);
  useKeys([{ keys: 'Escape', title: 'Close the detail', group: 'Lists', run: onClose }]);
  useEffect(() => {
    const before = document.activeElement;
    return () => {
      const inside = document.activeElement === document.body;
      if (inside && before instanceof HTMLElement) before.focus({ preventScroll: true });
    };
  }, []);
  return (
    <aside className="panel" aria-label={title} ref={panel}>
      <header className="panel-head">
        <h2>{title}</h2>
        <button
          type="button"
          className="icon-button"
          aria-label="Close the detail"
          onClick={onClose}
        >
          <Icon name="close" />
        </button>
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard must reach what scrolls. */}
      <section className="panel-body" tabIndex={0} aria-label="Detail">
        {children}
      </section>
    </aside>
  );
}
