import { CopyButton } from '../../controls/index.ts';

export interface SecretProps {
  /** How a copy is confirmed: `join token`. */
  readonly what: string;
  readonly text: string;
}

/** A value that is told once, whole, to be copied. */
export function Secret({ what, text }: SecretProps) {
  return (
    <span className="command">
      <code>{text}</code>
      <CopyButton text={text} what={what} />
    </span>
  );
}
