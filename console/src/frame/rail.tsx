import { Icon } from '../controls/index.ts';
import { useHref, usePlace } from '../location/index.ts';
import { prefer, usePreferences } from '../preferences/index.ts';
import { Brand } from './brand.tsx';
import { roomOf, useRooms } from './rooms.ts';

/** The rooms: at the left, as icons where it is collapsed, at the bottom on a phone. */
export function Rail() {
  const href = useHref();
  const { path } = usePlace();
  const { railCollapsed } = usePreferences();
  const here = roomOf(path);
  const { rooms } = useRooms();
  return (
    <nav className="rail" aria-label="Rooms">
      <a className="brand" href={href('/')} aria-label="radarstore, to the overview">
        <Brand />
      </a>
      <ul>
        {rooms.map((room) => (
          <li key={room.path}>
            <a
              href={href(room.path)}
              title={`${room.title} (g ${room.key})`}
              aria-current={here === room ? 'page' : undefined}
            >
              <Icon name={room.icon} />
              <span className="rail-word">{room.title}</span>
            </a>
          </li>
        ))}
      </ul>
      <button
        type="button"
        className="rail-toggle"
        aria-expanded={!railCollapsed}
        aria-label={railCollapsed ? 'Expand the rail' : 'Collapse the rail'}
        title={railCollapsed ? 'Expand ([)' : 'Collapse ([)'}
        onClick={() => prefer({ railCollapsed: !railCollapsed })}
      >
        <Icon name={railCollapsed ? 'expand' : 'collapse'} />
        <span className="rail-word">Collapse</span>
      </button>
    </nav>
  );
}
