import { announce, copyText, type IconName } from '../controls/index.ts';
import { chooseRange, navigate, PRESETS, readTimeRange, toggleLive } from '../location/index.ts';
import { currentPreferences, prefer } from '../preferences/index.ts';
import type { InnerPage, Room } from './rooms.ts';
import { THEMES } from './theme.ts';

/** Something that the palette can do or open. */
export interface Command {
  readonly id: string;
  readonly title: string;
  /** What stands beside it: an address, a key. */
  readonly detail: string;
  readonly icon: IconName;
  readonly kind: 'Pages' | 'Devices' | 'Actions';
  readonly href?: string;
  readonly run: () => void;
}

export interface CommandSources {
  readonly href: (path: string) => string;
  /** Page of the host that the store runs on. */
  readonly hostPath: string | undefined;
  readonly onHelp: () => void;
  /** Where who is logged in may find something. */
  readonly rooms: readonly Room[];
  readonly inner: readonly InnerPage[];
  /** Absent where nobody is logged in. */
  readonly onLogOut?: (() => void) | undefined;
}

/** A command that opens a page. */
export function pageCommand(
  page: Omit<Command, 'run' | 'kind' | 'id'>,
  href: string,
  kind: Command['kind'] = 'Pages',
): Command {
  return { ...page, id: href, kind, href, run: () => navigate(href) };
}

/** Pages and actions; devices come from the server. */
export function commandsOf(sources: CommandSources): readonly Command[] {
  const { href, hostPath, onHelp, onLogOut } = sources;
  const pages = sources.rooms.map(({ path, title, icon, key }) =>
    pageCommand({ title, icon, detail: `g ${key}` }, href(path)),
  );
  if (hostPath !== undefined) {
    pages.splice(
      1,
      0,
      pageCommand({ title: 'This device', icon: 'host', detail: 'g h' }, href(hostPath)),
    );
  }
  const inner = sources.inner.map(({ path, title, icon }) =>
    pageCommand({ title, icon, detail: '' }, href(path)),
  );
  const logOut: readonly Command[] =
    onLogOut === undefined
      ? []
      : [
          {
            id: 'log out',
            title: 'Log out',
            kind: 'Actions',
            detail: '',
            icon: 'user',
            run: onLogOut,
          },
        ];
  return [...pages, ...inner, ...actions(onHelp), ...logOut];
}

function actions(onHelp: () => void): readonly Command[] {
  const action = (
    id: string,
    title: string,
    rest: Omit<Command, 'id' | 'title' | 'kind'>,
  ): Command => ({
    id,
    title,
    kind: 'Actions',
    ...rest,
  });
  const copyAddress = async () => {
    await copyText(window.location.href);
    announce('Copied the address of this view');
  };
  const otherZone = currentPreferences().zone === 'utc' ? 'local' : 'utc';
  return [
    action('live', 'Pause or follow', { icon: 'play', detail: 'l', run: toggleLive }),
    ...PRESETS.map(({ text, title }) =>
      action(`range ${text}`, title, {
        icon: 'clock',
        detail: text,
        run: () => chooseRange(readTimeRange({ range: text })),
      }),
    ),
    action('zone', `Show times in ${otherZone === 'utc' ? 'UTC' : 'local time'}`, {
      icon: 'clock',
      detail: 'z',
      run: () => prefer({ zone: otherZone }),
    }),
    ...THEMES.map(({ theme, title, icon }) =>
      action(`theme ${theme}`, `Theme: ${title.toLowerCase()}`, {
        icon,
        detail: '',
        run: () => prefer({ theme }),
      }),
    ),
    action('address', 'Copy the address of this view', {
      icon: 'copy',
      detail: '',
      run: () => void copyAddress(),
    }),
    action('print', 'Print this page', {
      icon: 'print',
      detail: '',
      run: () => window.setTimeout(() => window.print(), 50),
    }),
    action('keys', 'List the keys', { icon: 'keyboard', detail: '?', run: onHelp }),
  ];
}

/** Commands whose title holds every word of a text, those that begin with it first. */
export function matchCommands(commands: readonly Command[], text: string): readonly Command[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const hits = commands.filter(({ title, kind }) =>
    words.every((word) => `${title} ${kind}`.toLowerCase().includes(word)),
  );
  const begins = ({ title }: Command) => title.toLowerCase().startsWith(words.join(' '));
  return [...hits.filter(begins), ...hits.filter((command) => !begins(command))];
}
