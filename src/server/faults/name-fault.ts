import { codeOf, messageOf, RadarError } from '../../core/index.ts';
import { classifyFault, SQLSTATE } from '../../database/index.ts';

/** Anything that a request ran into as the error that its caller is told. */
export function nameFault(fault: unknown): RadarError {
  if (fault instanceof RadarError) return fault;
  return nameProtocolFault(fault) ?? nameDatabaseFault(fault) ?? internalFault(fault);
}

/** Faults of fastify, whose codes begin with FST_, and of the static files, which carry a status. */
function nameProtocolFault(fault: unknown): RadarError | undefined {
  const code = codeOf(fault);
  if (code === 'FST_ERR_BAD_URL') {
    return new RadarError('REQUEST_INVALID', 'The address is no valid percent-encoding.', {
      hint: 'Write a percent sign as %25.',
      cause: fault,
    });
  }
  if (code === 'FST_ERR_MAX_PARAM_LENGTH') {
    return new RadarError('REQUEST_TOO_LARGE', 'An id in the address is too long.', {
      cause: fault,
    });
  }
  if (code === 'FST_ERR_HANDLER_TIMEOUT') return timeoutFault(fault);
  const status = statusOf(fault);
  if (status === 403 || status === 404) {
    return new RadarError('NOT_FOUND', 'There is nothing at that address.', { cause: fault });
  }
  if (status === undefined || status >= 500) return undefined;
  return new RadarError('REQUEST_INVALID', `The request cannot be used: ${messageOf(fault)}.`, {
    cause: fault,
  });
}

function statusOf(fault: unknown): number | undefined {
  const status = (fault as { readonly statusCode?: unknown } | null)?.statusCode;
  return typeof status === 'number' && status >= 400 ? status : undefined;
}

function nameDatabaseFault(fault: unknown): RadarError | undefined {
  switch (classifyFault(fault)) {
    case 'connection':
      return awayFault(fault);
    case 'transient':
    case 'out-of-room':
    case 'disk-full':
      return new RadarError(
        'DATABASE_FAILED',
        `The database could not answer: ${messageOf(fault)}.`,
        {
          hint: 'Try again in a moment.',
          cause: fault,
        },
      );
    default:
      return nameStatementFault(fault);
  }
}

function nameStatementFault(fault: unknown): RadarError | undefined {
  switch (codeOf(fault)) {
    case SQLSTATE.queryCanceled:
      return timeoutFault(fault);
    case SQLSTATE.undefinedTable:
      return new RadarError('SCHEMA_BEHIND', 'The database lacks a table that this answer needs.', {
        hint: 'Run `radarstore schema apply`.',
        cause: fault,
      });
    case SQLSTATE.insufficientPrivilege:
      return new RadarError('DATABASE_REFUSED', 'The database role may not read this.', {
        hint: 'Grant it select on the tables of the schema.',
        cause: fault,
      });
    default:
      return undefined;
  }
}

const awayFault = (cause: unknown) =>
  new RadarError('DATABASE_UNREACHABLE', 'The database does not answer.', {
    hint: 'Try again in a moment; /readyz tells when it is back.',
    cause,
  });

const timeoutFault = (cause: unknown) =>
  new RadarError('QUERY_TIMEOUT', 'The answer took longer than the server allows.', {
    hint: 'Ask for a shorter range or fewer points, and leave exact=true out.',
    cause,
  });

/** The caller learns nothing of the cause; the log has it under the id of the request. */
const internalFault = (cause: unknown) =>
  new RadarError('INTERNAL', 'A fault in radarstore itself; its log tells the cause.', { cause });
