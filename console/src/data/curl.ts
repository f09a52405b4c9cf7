import { curlCommand } from '../format/index.ts';
import { useMe } from './session.ts';

/** How a person asks this server for a path, or sends it a body: a command to copy. */
export function useCurl(path: string, body?: unknown): string {
  const authenticated = useMe()?.authentication === 'on';
  return curlCommand({ origin: window.location.origin, path, body, authenticated });
}
