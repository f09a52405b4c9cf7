import { useSyncExternalStore } from 'react';
import { type Preferences, readPreferences } from './stored.ts';

/** Also read by `public/theme.js`, before the first paint. */
const STORAGE_KEY = 'radarstore.preferences';

const listeners = new Set<() => void>();
let known: Preferences | undefined;

function stored(): string | null {
  try {
    return window.localStorage.getItem(STORAGE_KEY);
  } catch {
    // A browser without storage: choices last as long as the page.
    return null;
  }
}

function apply(next: Preferences): void {
  known = next;
  const { theme } = next;
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  for (const listener of listeners) listener();
}

/** Another tab chose something. */
function storageChanged(event: StorageEvent): void {
  if (event.key === STORAGE_KEY) apply(readPreferences(event.newValue));
}

/** Keeps a choice for this browser. */
export function prefer(changes: Partial<Preferences>): void {
  const next = { ...currentPreferences(), ...changes };
  try {
    window.localStorage.setItem(STORAGE_KEY, JSON.stringify(next));
  } catch {
    // As above.
  }
  apply(next);
}

/** The choices, now. */
export function currentPreferences(): Preferences {
  known ??= readPreferences(stored());
  return known;
}

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) window.addEventListener('storage', storageChanged);
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) window.removeEventListener('storage', storageChanged);
  };
}

/** The choices; the component is drawn anew when they change. */
export function usePreferences(): Preferences {
  return useSyncExternalStore(subscribe, currentPreferences);
}
