import { codeOf, messageOf, RadarError } from '../../core/index.ts';
import { type HttpAddress, urlOf } from '../http-address.ts';

const NEIGHBOUR_MS = 500;

/** What an operator sets to listen elsewhere. */
export interface ListenFlags {
  readonly host: string;
  readonly port: string;
}

const HTTP_FLAGS: ListenFlags = { host: '--http-host', port: '--http-port' };

/** A failed attempt to listen as one sentence: which address, why, and what to do. */
export async function listenFault(
  fault: unknown,
  address: HttpAddress,
  flags: ListenFlags = HTTP_FLAGS,
): Promise<unknown> {
  const where = `${address.host}:${address.port}`;
  switch (codeOf(fault)) {
    case 'EADDRINUSE':
      return new RadarError(
        'HTTP_PORT_TAKEN',
        `Port ${address.port} of ${address.host} is taken by ${await holder(address)}.`,
        {
          hint: `Stop it, or choose another port: ${flags.port} ${nextPort(address.port)}.`,
          cause: fault,
        },
      );
    case 'EACCES':
      return new RadarError('HTTP_LISTEN_FAILED', `This user may not listen on ${where}.`, {
        hint: `Ports below 1024 need rights; choose a higher one with ${flags.port}.`,
        cause: fault,
      });
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new RadarError(
        'HTTP_LISTEN_FAILED',
        `The address ${address.host} is none of this machine.`,
        {
          hint: `Choose one of its own with ${flags.host}: 127.0.0.1 for this machine alone, 0.0.0.0 for all.`,
          cause: fault,
        },
      );
    default:
      return codeOf(fault) === undefined
        ? fault
        : new RadarError('HTTP_LISTEN_FAILED', `Cannot listen on ${where}: ${messageOf(fault)}.`, {
            hint: `Choose another address with ${flags.host} and ${flags.port}.`,
            cause: fault,
          });
  }
}

/** Who holds the port: another radarstore answers with its name. */
async function holder(address: HttpAddress): Promise<string> {
  try {
    const answer = await fetch(`${urlOf(address)}/version`, {
      signal: AbortSignal.timeout(NEIGHBOUR_MS),
    });
    const { name, version } = (await answer.json()) as { name?: unknown; version?: unknown };
    if (name === 'radarstore') return `radarstore ${String(version)}, which already runs there`;
  } catch {
    // It is no radarstore, or one that does not answer; either way it holds the port.
  }
  return 'another program';
}

function nextPort(port: number): number {
  return port < 65_535 ? port + 1 : port - 1;
}
