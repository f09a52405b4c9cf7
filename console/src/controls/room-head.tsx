import type { ReactNode } from 'react';
import { mayUse, type Needs, useMe } from '../data/index.ts';
import { useHref } from '../location/index.ts';

/** A part of a room, with an address of its own. */
export interface RoomPart {
  readonly path: string;
  readonly title: string;
  /** What one must be allowed to find anything there. */
  readonly needs?: Needs;
}

export interface RoomHeadProps {
  readonly title: string;
  /** Those that somebody may not open are left out. */
  readonly parts: readonly RoomPart[];
  /** Where one is. */
  readonly part: RoomPart;
  /** What else belongs to the part, beside the ways to the others. */
  readonly children?: ReactNode;
}

/** The head of a room that has parts: its name, and the way to each of them. */
export function RoomHead({ title, parts, part, children }: RoomHeadProps) {
  const href = useHref();
  const me = useMe();
  const open = parts.filter(
    ({ needs }) => needs === undefined || me === undefined || mayUse(me, needs),
  );
  return (
    <header className="page-head">
      <h1>{title}</h1>
      <nav className="tabs" aria-label={`Parts of the ${title.toLowerCase()}`}>
        {open.map((one) => (
          <a
            key={one.path}
            className="tab"
            href={href(one.path)}
            aria-current={one.path === part.path ? 'page' : undefined}
          >
            {one.title}
          </a>
        ))}
      </nav>
      {children}
    </header>
  );
}
