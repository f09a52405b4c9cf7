import type { ReactNode } from 'react';
import { Instant } from '../../controls/index.ts';

/** Something that happened at an instant. */
export interface Happening {
  readonly key: string;
  readonly what: ReactNode;
  readonly at: string;
  readonly detail?: string;
}

export interface HappeningsProps {
  readonly title: string;
  readonly happenings: readonly Happening[];
  /** What stands there when nothing happened. */
  readonly none: string;
}

/** What happened, the newest first. */
export function Happenings({ title, happenings, none }: HappeningsProps) {
  return (
    <section className="panel-section">
      <h3>{title}</h3>
      {happenings.length === 0 && <p className="muted">{none}</p>}
      <ul className="happenings">
        {happenings.map(({ key, what, at, detail }) => (
          <li key={key}>
            <span>{what}</span>
            <Instant at={at} />
            {detail !== undefined && detail !== '' && <p>{detail}</p>}
          </li>
        ))}
      </ul>
    </section>
  );
}
