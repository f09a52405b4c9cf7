import { RadarError } from '../../core/index.ts';
import type { Database } from '../connection/index.ts';

/**
 * Throws ENGINE_CHANGED where the extension is in the database and the server does not load it: its
 * tables answer nothing but errors then, which would name no cause.
 */
export function checkLoaded({ capabilities }: Pick<Database, 'capabilities'>): void {
  const found = capabilities.find((one) => one.name === 'preloaded');
  if (found === undefined || found.present || !found.needed) return;
  throw new RadarError('ENGINE_CHANGED', found.reason ?? '', { hint: found.hint ?? '' });
}
