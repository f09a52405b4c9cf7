import { type ReactNode, useCallback, useEffect, useRef, useState } from 'react';
import { Announcer } from '../controls/index.ts';
import { useSelf } from '../data/index.ts';
import { useKeys } from '../keys/index.ts';
import { devicePath, navigate, toggleLive, useHref, usePlace } from '../location/index.ts';
import { prefer, usePreferences } from '../preferences/index.ts';
import { ConnectionLine } from './connection-line.tsx';
import { KeyHelp } from './key-help.tsx';
import { Palette } from './palette.tsx';
import { Rail } from './rail.tsx';
import { useRooms } from './rooms.ts';
import { TopBar } from './top-bar.tsx';

type Overlay = 'none' | 'palette' | 'help' | 'range';

/** What every page stands in. */
export function Frame({ children }: { readonly children: ReactNode }) {
  const [overlay, setOverlay] = useState<Overlay>('none');
  const { railCollapsed } = usePreferences();
  const { value: self } = useSelf();
  const deviceId = self?.device_id ?? undefined;
  const hostPath = deviceId === undefined ? undefined : devicePath(deviceId);
  const close = useCallback(() => setOverlay('none'), []);
  const help = useCallback(() => setOverlay('help'), []);
  const openRange = useCallback((open: boolean) => setOverlay(open ? 'range' : 'none'), []);
  useFrameKeys(setOverlay, hostPath);
  const main = useFocusAfterMove();
  return (
    <div className="frame" data-rail={railCollapsed ? 'collapsed' : 'expanded'}>
      <a className="skip-link" href="#main">
        Skip to the content
      </a>
      <Rail />
      <TopBar
        picker={{ open: overlay === 'range', onOpenChange: openRange }}
        onSearch={() => setOverlay('palette')}
      />
      <main id="main" tabIndex={-1} ref={main}>
        <ConnectionLine />
        {children}
      </main>
      <Announcer />
      {overlay === 'palette' && <Palette hostPath={hostPath} onClose={close} onHelp={help} />}
      {overlay === 'help' && <KeyHelp onClose={close} />}
    </div>
  );
}

function useFrameKeys(open: (overlay: Overlay) => void, hostPath: string | undefined): void {
  const href = useHref();
  const { railCollapsed, zone } = usePreferences();
  const { rooms } = useRooms();
  const toRooms = rooms.map(({ path, title, key }) => ({
    keys: `g ${key}`,
    title,
    group: 'Go to',
    run: () => navigate(href(path)),
  }));
  const host = {
    keys: 'g h',
    title: 'This device',
    group: 'Go to',
    run: () => navigate(href(hostPath ?? '/devices')),
  };
  const general = [
    { keys: 'mod+k', title: 'Search everything', run: () => open('palette') },
    { keys: '/', title: 'Search', run: () => open('palette') },
    { keys: 't', title: 'Time range', run: () => open('range') },
    { keys: 'l', title: 'Pause or follow', run: toggleLive },
    {
      keys: 'z',
      title: 'Local time or UTC',
      run: () => prefer({ zone: zone === 'utc' ? 'local' : 'utc' }),
    },
    {
      keys: '[',
      title: 'Collapse or expand the rail',
      run: () => prefer({ railCollapsed: !railCollapsed }),
    },
    { keys: '?', title: 'These keys', run: () => open('help') },
  ].map((binding) => ({ ...binding, group: 'Everywhere' }));
  useKeys([...general, ...toRooms, host], 'frame');
}

/** After a move to another page the focus is on its content, as a new page would have it. */
function useFocusAfterMove() {
  const main = useRef<HTMLElement>(null);
  const { path } = usePlace();
  const before = useRef(path);
  useEffect(() => {
    if (before.current === path) return;
    before.current = path;
    main.current?.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }, [path]);
  return main;
}
