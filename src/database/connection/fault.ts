import { codeOf, messageOf, RadarError } from '../../core/index.ts';
import { SQLSTATE } from './sqlstate.ts';
import { type ConnectionTarget, describeTarget } from './target.ts';

const REFUSALS: { readonly [code: string]: string } = {
  [SQLSTATE.invalidPassword]: 'Check user and password.',
  [SQLSTATE.invalidAuthorization]: 'Check user and password, and pg_hba.conf of the server.',
  [SQLSTATE.invalidCatalogName]: 'Create the database, or name another one in the URL.',
  [SQLSTATE.insufficientPrivilege]: 'Grant the role the right to connect, or use another role.',
};

const DELAYS: { readonly [code: string]: string } = {
  [SQLSTATE.tooManyConnections]:
    "Raise max_connections of the server, or lower radarstore's or another client's share.",
  [SQLSTATE.cannotConnectNow]: 'The server is starting or stopping; try again in a moment.',
};

const UNREACHABLE =
  'Check that the server runs, and host, port and firewall; or leave the URL out to use the embedded PostgreSQL.';

/** A failed attempt to connect as one sentence of what to do. */
export function connectionFault(fault: unknown, target: ConnectionTarget): RadarError {
  if (fault instanceof RadarError) return fault;
  const where = describeTarget(target);
  const code = codeOf(fault) ?? '';
  const refusal = REFUSALS[code];
  if (refusal !== undefined) {
    return new RadarError('DATABASE_REFUSED', `The server refuses ${where}: ${messageOf(fault)}.`, {
      hint: refusal,
      cause: fault,
    });
  }
  return new RadarError('DATABASE_UNREACHABLE', `Cannot reach ${where}: ${messageOf(fault)}.`, {
    hint: DELAYS[code] ?? UNREACHABLE,
    cause: fault,
  });
}
