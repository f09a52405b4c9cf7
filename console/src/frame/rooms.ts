import type { IconName } from '../controls/index.ts';

/** A room of the console: a page in the rail. A room appears when its part exists. */
export interface Room {
  readonly path: string;
  readonly title: string;
  readonly icon: IconName;
  /** Key after `g`. */
  readonly key: string;
}

export const ROOMS: readonly Room[] = [
  { path: '/', title: 'Overview', icon: 'overview', key: 'o' },
  { path: '/devices', title: 'Devices', icon: 'devices', key: 'd' },
  { path: '/ingest', title: 'Ingest', icon: 'ingest', key: 'i' },
  { path: '/storage', title: 'Storage', icon: 'storage', key: 's' },
  { path: '/settings', title: 'Settings', icon: 'settings', key: ',' },
];

/** Pages inside of rooms, which the palette finds by their own names. */
export const INNER_PAGES: readonly Omit<Room, 'key'>[] = [
  { path: '/storage/maintenance', title: 'Storage: maintenance', icon: 'storage' },
  { path: '/storage/engine', title: 'Storage: engine', icon: 'storage' },
  { path: '/storage/mapping', title: 'Storage: mapping', icon: 'storage' },
];

/** The room that a path lies in. */
export function roomOf(path: string): Room | undefined {
  return ROOMS.find((room) =>
    room.path === '/' ? path === '/' : path === room.path || path.startsWith(`${room.path}/`),
  );
}
