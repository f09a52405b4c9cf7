import type { ReactNode } from 'react';
import { Announcer } from '../../controls/index.ts';
import { Brand, ConnectionLine } from '../../frame/index.ts';
import { useTitle } from '../../location/index.ts';

export interface EntranceProps {
  readonly title: string;
  readonly children: ReactNode;
}

/** What stands before the console. */
export function Entrance({ title, children }: EntranceProps) {
  useTitle(title);
  return (
    <main className="entrance">
      <Announcer />
      <ConnectionLine />
      <div className="entrance-sheet">
        <p className="entrance-brand">
          <Brand />
        </p>
        {children}
      </div>
    </main>
  );
}
