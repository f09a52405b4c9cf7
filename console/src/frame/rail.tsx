import { Icon } from '../controls/index.ts';
import { useHref, usePlace } from '../location/index.ts';
import { prefer, usePreferences } from '../preferences/index.ts';
import { ROOMS, roomOf } from './rooms.ts';

/** The rooms: at the left, as icons where it is collapsed, at the bottom on a phone. */
export function Rail() {
  const href = useHref();
  const { path } = usePlace();
  const { railCollapsed } = usePreferences();
  const here = roomOf(path);
  return (
    <nav className="rail" aria-label="Rooms">
      <a className="brand" href={href('/')} aria-label="radarstore, to the overview">
        <svg viewBox="0 0 32 32" aria-hidden="true">
          <path d="M5 21a13 13 0 0 1 22 0M10 22a7.2 7.2 0 0 1 12 0M16 23.6 23.4 7" />
          <circle cx="16" cy="24" r="2.6" />
        </svg>
        <span className="rail-word">radarstore</span>
      </a>
      <ul>
        {ROOMS.map((room) => (
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
