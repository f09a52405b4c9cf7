import { useCallback } from 'react';
import { usePlace } from './history.ts';
import { hrefTo } from './place.ts';
import { type ParamChanges, writeSegment } from './search.ts';

/** Path of a device's page. */
export function devicePath(deviceId: string): string {
  return `/devices/${writeSegment(deviceId)}`;
}

/** Makes addresses of other pages at the time range of this one. */
export function useHref(): (path: string, params?: ParamChanges) => string {
  const { params: here } = usePlace();
  return useCallback((path, params = {}) => hrefTo(path, params, here), [here]);
}
