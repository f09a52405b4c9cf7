import { useMemo } from 'react';
import type { IconName } from '../controls/index.ts';
import { isAnonymous, mayUse, type Needs, useMe } from '../data/index.ts';

/** A room of the console: a page in the rail. A room appears when its part exists. */
export interface Room {
  readonly path: string;
  readonly title: string;
  readonly icon: IconName;
  /** Key after `g`. */
  readonly key: string;
  /** What one must be allowed to find anything there. */
  readonly needs?: Needs;
}

const ROOMS: readonly Room[] = [
  { path: '/', title: 'Overview', icon: 'overview', key: 'o' },
  {
    path: '/devices',
    title: 'Devices',
    icon: 'devices',
    key: 'd',
    needs: { permission: 'devices:read' },
  },
  {
    path: '/registry',
    title: 'Registry',
    icon: 'registry',
    key: 'r',
    needs: { permission: 'registry:read' },
  },
  {
    path: '/ingest',
    title: 'Ingest',
    icon: 'ingest',
    key: 'i',
    needs: { permission: 'ingest:read', whole: true },
  },
  {
    path: '/storage',
    title: 'Storage',
    icon: 'storage',
    key: 's',
    needs: { permission: 'storage:read', whole: true },
  },
  { path: '/settings', title: 'Settings', icon: 'settings', key: ',' },
];

/** A page inside of a room, which the palette finds by its own name. */
export interface InnerPage extends Omit<Room, 'key'> {
  /** There must be somebody who is logged in. */
  readonly signedIn?: boolean;
}

const ACCESS: Needs = { permission: 'access:read', whole: true };

const INNER_PAGES: readonly InnerPage[] = [
  {
    path: '/registry/onboarding',
    title: 'Registry: onboarding',
    icon: 'registry',
    needs: { permission: 'onboarding:read', whole: true },
  },
  {
    path: '/registry/onboarding/new',
    title: 'Registry: new package',
    icon: 'registry',
    needs: { permission: 'onboarding:write', whole: true },
  },
  {
    path: '/registry/capabilities',
    title: 'Registry: capabilities',
    icon: 'registry',
    needs: { permission: 'devices:read' },
  },
  {
    path: '/ingest/dead-letters',
    title: 'Ingest: dead letters',
    icon: 'ingest',
    needs: { permission: 'deadletters:read', whole: true },
  },
  {
    path: '/storage/maintenance',
    title: 'Storage: maintenance',
    icon: 'storage',
    needs: { permission: 'storage:read', whole: true },
  },
  {
    path: '/storage/engine',
    title: 'Storage: engine',
    icon: 'storage',
    needs: { permission: 'storage:read', whole: true },
  },
  {
    path: '/storage/mapping',
    title: 'Storage: mapping',
    icon: 'storage',
    needs: { permission: 'storage:read', whole: true },
  },
  { path: '/settings/account', title: 'Settings: your account', icon: 'user', signedIn: true },
  { path: '/settings/users', title: 'Settings: users', icon: 'settings', needs: ACCESS },
  { path: '/settings/tokens', title: 'Settings: API tokens', icon: 'settings' },
  {
    path: '/settings/access-events',
    title: 'Settings: access events',
    icon: 'settings',
    needs: ACCESS,
  },
];

/** The rooms and inner pages where who is logged in may find something. */
export function useRooms(): {
  readonly rooms: readonly Room[];
  readonly inner: readonly InnerPage[];
} {
  const me = useMe();
  return useMemo(() => {
    const open = ({ needs }: Pick<Room, 'needs'>) =>
      needs === undefined || me === undefined || mayUse(me, needs);
    const known = me !== undefined && me.authentication === 'on' && !isAnonymous(me);
    return {
      rooms: ROOMS.filter(open),
      inner: INNER_PAGES.filter((page) => open(page) && (page.signedIn !== true || known)),
    };
  }, [me]);
}

/** The room that a path lies in. */
export function roomOf(path: string): Room | undefined {
  return ROOMS.find((room) =>
    room.path === '/' ? path === '/' : path === room.path || path.startsWith(`${room.path}/`),
  );
}
