import type { Zone } from '../format/index.ts';

export type Theme = 'system' | 'light' | 'dark';

/** What a reader chose for this browser; everything else stands in the address. */
export interface Preferences {
  readonly theme: Theme;
  readonly zone: Zone;
  /** The left rail shows icons only. */
  readonly railCollapsed: boolean;
  /** Keys without a modifier work. Off for people whose speech input types letters. */
  readonly singleKeys: boolean;
}

export const DEFAULT_PREFERENCES: Preferences = {
  theme: 'system',
  zone: 'local',
  railCollapsed: false,
  singleKeys: true,
};

/** Reads what was stored; anything unknown or broken is the default. */
export function readPreferences(text: string | null): Preferences {
  const stored = parse(text);
  const { theme, zone, railCollapsed, singleKeys } = stored;
  return {
    theme: theme === 'light' || theme === 'dark' ? theme : DEFAULT_PREFERENCES.theme,
    zone: zone === 'utc' ? zone : DEFAULT_PREFERENCES.zone,
    railCollapsed: railCollapsed === true,
    singleKeys: singleKeys !== false,
  };
}

function parse(text: string | null): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text ?? '{}');
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
