export { useAppearance, useNarrow, usePrinting } from './appearance.ts';
export { currentPreferences, prefer, usePreferences } from './preferences.ts';
export type { Preferences, Theme } from './stored.ts';
