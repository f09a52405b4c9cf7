import { useSyncExternalStore } from 'react';

/** How long a confirmation stays. */
const SHOWN_MS = 2_500;

const listeners = new Set<() => void>();
let message = '';
let timer: ReturnType<typeof setTimeout> | undefined;

function become(text: string): void {
  message = text;
  for (const listener of listeners) listener();
}

/** Confirms in one short line, seen and heard, what a key or a click did. */
export function announce(text: string): void {
  clearTimeout(timer);
  become(text);
  timer = setTimeout(() => become(''), SHOWN_MS);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Where announcements appear; once, in the frame. */
export function Announcer() {
  const text = useSyncExternalStore(subscribe, () => message);
  return (
    <div className="announcer" role="status" aria-live="polite">
      {text !== '' && <span>{text}</span>}
    </div>
  );
}
