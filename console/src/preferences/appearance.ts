import { useSyncExternalStore } from 'react';
import { usePreferences } from './preferences.ts';

/** A hook that says whether a media query matches. */
function watch(query: string): () => boolean {
  const subscribe = (listener: () => void) => {
    const media = window.matchMedia(query);
    media.addEventListener('change', listener);
    return () => media.removeEventListener('change', listener);
  };
  return () => useSyncExternalStore(subscribe, () => window.matchMedia(query).matches);
}

const useSystemDark = watch('(prefers-color-scheme: dark)');
/** Whether the page is being printed. */
export const usePrinting = watch('print');

/** Whether the window is as narrow as a phone. */
export const useNarrow = watch('(max-width: 719px)');

/** The colours in force: what canvases, which know no custom properties, must follow. Paper is light. */
export function useAppearance(): 'light' | 'dark' {
  const { theme } = usePreferences();
  const systemDark = useSystemDark();
  const printing = usePrinting();
  if (printing) return 'light';
  if (theme === 'system') return systemDark ? 'dark' : 'light';
  return theme;
}
