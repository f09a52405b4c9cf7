import { Icon } from '../controls/index.ts';
import { toggleLive, useView } from '../location/index.ts';
import { prefer, usePreferences } from '../preferences/index.ts';
import { AccountMenu } from './account-menu.tsx';
import { RangePicker, type RangePickerProps } from './range-picker.tsx';
import { nextTheme, THEMES } from './theme.ts';

export interface TopBarProps {
  readonly picker: RangePickerProps;
  readonly onSearch: () => void;
}

/** Search, time, liveness and theme: on every page at the same place. */
export function TopBar({ picker, onSearch }: TopBarProps) {
  return (
    <header className="top-bar">
      <button
        type="button"
        className="search-button"
        title="Search (Ctrl K or /)"
        onClick={onSearch}
      >
        <Icon name="search" />
        <span>Search devices, pages, actions</span>
        <kbd>Ctrl K</kbd>
      </button>
      <span className="top-bar-space" />
      <RangePicker {...picker} />
      <LiveButton />
      <ThemeButton />
      <AccountMenu />
    </header>
  );
}

function LiveButton() {
  const { range, live } = useView();
  const fixed = range.kind === 'absolute';
  const word = live ? 'Live' : fixed ? 'Fixed' : 'Paused';
  const act = live ? 'Pause (l)' : fixed ? 'Back to live (l)' : 'Follow again (l)';
  return (
    <button
      type="button"
      className="button live-button"
      data-live={live}
      aria-pressed={live}
      title={act}
      onClick={toggleLive}
    >
      {live ? (
        <span className="live-dot" aria-hidden="true" />
      ) : (
        <Icon name={fixed ? 'play' : 'pause'} />
      )}
      <span>{word}</span>
    </button>
  );
}

function ThemeButton() {
  const { theme } = usePreferences();
  const current = THEMES.find((one) => one.theme === theme) ?? THEMES[0];
  if (current === undefined) return null;
  return (
    <button
      type="button"
      className="icon-button"
      aria-label={`Theme: ${current.title}`}
      title={`Theme: ${current.title.toLowerCase()}`}
      onClick={() => prefer({ theme: nextTheme(theme) })}
    >
      <Icon name={current.icon} />
    </button>
  );
}
