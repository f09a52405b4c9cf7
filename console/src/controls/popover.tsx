import { type ReactNode, useEffect, useRef } from 'react';

export interface PopoverProps {
  /** Names it for screen readers. */
  readonly label: string;
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  /** What opens it; gets the attributes that tie both together. */
  readonly trigger: (attributes: TriggerAttributes) => ReactNode;
  readonly align?: 'start' | 'end';
  readonly children: ReactNode;
}

export interface TriggerAttributes {
  readonly 'aria-haspopup': 'dialog';
  readonly 'aria-expanded': boolean;
  readonly onClick: () => void;
}

/** A small sheet under its button. Escape, a click elsewhere or leaving with Tab closes it. */
export function Popover(props: PopoverProps) {
  const { label, open, onOpenChange, trigger, align = 'start', children } = props;
  const root = useRef<HTMLDivElement>(null);
  const sheet = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!open) return;
    const before = document.activeElement;
    sheet.current?.querySelector<HTMLElement>('[data-first], button, input, a')?.focus();
    const outside = (event: Event) => {
      if (event.target instanceof Node && !root.current?.contains(event.target))
        onOpenChange(false);
    };
    document.addEventListener('pointerdown', outside);
    document.addEventListener('focusin', outside);
    return () => {
      document.removeEventListener('pointerdown', outside);
      document.removeEventListener('focusin', outside);
      const inside = sheet.current?.contains(document.activeElement) ?? false;
      const nowhere = document.activeElement === document.body;
      if ((inside || nowhere) && before instanceof HTMLElement) before.focus();
    };
  }, [open, onOpenChange]);
  return (
    <div className="popover" ref={root}>
      {trigger({
        'aria-haspopup': 'dialog',
        'aria-expanded': open,
        onClick: () => onOpenChange(!open),
      })}
      {open && (
        <div
          className={`popover-sheet popover-${align}`}
          role="dialog"
          aria-label={label}
          ref={sheet}
          onKeyDown={(event) => {
            if (event.key !== 'Escape') return;
            event.stopPropagation();
            onOpenChange(false);
          }}
        >
          {children}
        </div>
      )}
    </div>
  );
}
