import { RadarError } from '../../core/index.ts';
import type { Permission } from '../../inventory/index.ts';

const REALM = 'Bearer realm="radarstore"';

/** An error, and the `WWW-Authenticate` that tells programs the same. */
export interface Refusal {
  readonly error: RadarError;
  readonly challenge: string;
}

/** Who shows no credentials, or none that are valid. */
export function unauthenticated(given: boolean): Refusal {
  const error = new RadarError(
    'UNAUTHENTICATED',
    given ? 'The credentials of the request are not valid.' : 'The request has no credentials.',
    {
      hint: given
        ? 'They have expired, were revoked, or are none of this server.'
        : 'Log in at POST /auth/login, or send an API token as "Authorization: Bearer radar_…".',
    },
  );
  return { error, challenge: given ? `${REALM}, error="invalid_token"` : REALM };
}

/** Who lacks what a route asks for. */
export function lacking(permission: Permission): Refusal {
  const error = new RadarError('ACCESS_DENIED', `The permission "${permission}" is missing.`, {
    hint: 'An admin can give a role or a token that has it; GET /api/me tells yours.',
  });
  return { error, challenge: `${REALM}, error="insufficient_scope", scope="${permission}"` };
}

/** Who must choose a password first. */
export const unchanged = (): Refusal => ({
  error: new RadarError('ACCESS_DENIED', 'The password must be changed first.', {
    hint: 'POST /api/me/password, or log in to the console.',
  }),
  challenge: `${REALM}, error="insufficient_scope"`,
});

/** Who is confined to partitions, at an address whose data belongs to none. */
export const confinedRefusal = (partitions: readonly string[]): Refusal => ({
  error: confinedFault('What this address tells or changes', partitions),
  challenge: `${REALM}, error="insufficient_scope"`,
});

/** ACCESS_DENIED for something that belongs to no network partition. */
export function confinedFault(what: string, partitions: readonly string[]): RadarError {
  const which = partitions.length === 0 ? 'no partition' : partitions.join(', ');
  return new RadarError(
    'ACCESS_DENIED',
    `${what} belongs to no network partition, and you are confined to ${which}.`,
    { hint: 'Ask with a user or token that is not confined to partitions.' },
  );
}
