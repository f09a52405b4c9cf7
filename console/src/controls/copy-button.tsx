import { announce } from './announcer.tsx';
import { copyText } from './clipboard.ts';
import { Icon } from './icon.tsx';

/** Copies a value that stands beside it. */
export function CopyButton({ text, what }: { readonly text: string; readonly what: string }) {
  const copy = async () => {
    await copyText(text);
    announce(`Copied ${what}`);
  };
  return (
    <button
      type="button"
      className="icon-button small"
      aria-label={`Copy ${what}`}
      title={`Copy ${what}`}
      onClick={() => void copy()}
    >
      <Icon name="copy" />
    </button>
  );
}
