import type { IconName } from '../controls/index.ts';
import type { Theme } from '../preferences/index.ts';

/** The themes, in the order in which the button goes through them. */
export const THEMES: readonly {
  readonly theme: Theme;
  readonly title: string;
  readonly icon: IconName;
}[] = [
  { theme: 'system', title: 'As the system', icon: 'screen' },
  { theme: 'light', title: 'Light', icon: 'sun' },
  { theme: 'dark', title: 'Dark', icon: 'moon' },
];

/** The theme after this one. */
export function nextTheme(theme: Theme): Theme {
  const index = THEMES.findIndex((one) => one.theme === theme);
  return THEMES[(index + 1) % THEMES.length]?.theme ?? 'system';
}
