import { codeOf, messageOf, RadarError } from '../../core/index.ts';
import { SQLSTATE } from './sqlstate.ts';
import { type ConnectionTarget, describeTarget } from './target.ts';

const REFUSALS: { readonly [code: string]: string } = {
  [SQLSTATE.invalidPassword]: 'Check user and password.',
  [SQLSTATE.invalidAuthorization]: 'Check user and password, and pg_hba.conf of the server.',
  [SQLSTATE.invalidCatalogName]: 'Create the database, or name another one in the URL.',
};

/** A failed attempt to connect as one sentence of what to do. */
export function connectionFault(fault: unknown, target: ConnectionTarget): RadarError {
  if (fault instanceof RadarError) return fault;
  const where = describeTarget(target);
  const hint = REFUSALS[codeOf(fault) ?? ''];
  if (hint !== undefined) {
    return new RadarError('DATABASE_REFUSED', `The server refuses ${where}: ${messageOf(fault)}.`, {
      hint,
      cause: fault,
    });
  }
  return new RadarError('DATABASE_UNREACHABLE', `Cannot reach ${where}: ${messageOf(fault)}.`, {
    hint: 'Check that the server runs, and host, port and firewall; or leave the URL out to use the embedded PostgreSQL.',
    cause: fault,
  });
}
