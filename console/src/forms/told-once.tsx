import { CopyButton } from '../controls/index.ts';

export interface ToldOnceProps {
  /** How a copy is confirmed: `password`. */
  readonly what: string;
  readonly secret: string;
  /** What becomes of it. */
  readonly children: string;
}

/** A secret that the server tells this once. */
export function ToldOnce({ what, secret, children }: ToldOnceProps) {
  return (
    <div className="told-once">
      <p className="command">
        <code>{secret}</code>
        <CopyButton text={secret} what={what} />
      </p>
      <p>
        <strong>Shown this once.</strong> {children}
      </p>
    </div>
  );
}
