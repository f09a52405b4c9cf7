import type { ReactNode } from 'react';

interface TileProps {
  readonly title: string;
  readonly value: string;
  readonly detail: string;
  readonly children?: ReactNode;
}

/** One number with its name, and a line or a meter below. */
export function Tile({ title, value, detail, children }: TileProps) {
  return (
    <div className="tile">
      <h3>{title}</h3>
      <p>
        <span className="tile-value">{value}</span> <span className="muted">{detail}</span>
      </p>
      {children}
    </div>
  );
}
