import type { ReactNode } from 'react';
import { CopyButton } from './copy-button.tsx';

export interface EmptyProps {
  readonly title: string;
  readonly children?: ReactNode;
  /** The exact command or address that would fill the page. */
  readonly command?: string;
}

/** A page without data teaches how to get some. */
export function Empty({ title, children, command }: EmptyProps) {
  return (
    <div className="empty">
      <h3>{title}</h3>
      {children !== undefined && <p>{children}</p>}
      {command !== undefined && (
        <p className="command">
          <code>{command}</code>
          <CopyButton text={command} what="command" />
        </p>
      )}
    </div>
  );
}
