import type { IncomingHttpHeaders } from 'node:http';
import type { AccessControl, Identity } from '../../inventory/index.ts';

/** What became of the credentials of a request. */
export interface Identified {
  /** Undefined where there are no credentials, or none that are valid. */
  readonly identity: Identity | undefined;
  /** Whether there were any. */
  readonly given: boolean;
  /** Whether the browser added them by itself. */
  readonly byCookie: boolean;
}

const NONE: Identified = { identity: undefined, given: false, byCookie: false };

/**
 * Who asks: by Authorization: Bearer, else by X-API-Key, else by the cookie of the console. What comes
 * first decides, be it valid or not (US-9).
 */
export async function identify(
  control: AccessControl,
  headers: Pick<IncomingHttpHeaders, 'authorization'> & {
    readonly 'x-api-key'?: string | string[] | undefined;
  },
  cookie: string | undefined,
): Promise<Identified> {
  const bearer = /^bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1];
  const isBearer = /^bearer\b/i.test(headers.authorization ?? '');
  const apiKey = [headers['x-api-key'] ?? []].flat()[0];
  const token = isBearer ? (bearer ?? '') : apiKey;
  if (token !== undefined) {
    return { identity: await control.ofToken(token), given: true, byCookie: false };
  }
  if (cookie === undefined) return NONE;
  return { identity: await control.ofCookie(cookie), given: true, byCookie: true };
}
