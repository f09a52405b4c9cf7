import { codeOf, messageOf, RadarError } from '../../core/index.ts';
import { type HttpAddress, urlOf } from '../http-address.ts';

const NEIGHBOUR_MS = 500;

/** A failed attempt to listen as one sentence: which address, why, and what to do. */
export async function listenFault(fault: unknown, address: HttpAddress): Promise<unknown> {
  const where = `${address.host}:${address.port}`;
  switch (codeOf(fault)) {
    case 'EADDRINUSE':
      return new RadarError(
        'HTTP_PORT_TAKEN',
        `Port ${address.port} of ${address.host} is taken by ${await holder(address)}.`,
        {
          hint: `Stop it, or choose another port: --http-port ${nextPort(address.port)}.`,
          cause: fault,
        },
      );
    case 'EACCES':
      return new RadarError('HTTP_LISTEN_FAILED', `This user may not listen on ${where}.`, {
        hint: 'Ports below 1024 need rights; choose a higher one: --http-port 8450.',
        cause: fault,
      });
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new RadarError(
        'HTTP_LISTEN_FAILED',
        `The address ${address.host} is none of this machine.`,
        {
          hint: 'Choose one of its own with --http-host: 127.0.0.1 for this machine alone, 0.0.0.0 for all.',
          cause: fault,
        },
      );
    default:
      return codeOf(fault) === undefined
        ? fault
        : new RadarError('HTTP_LISTEN_FAILED', `Cannot listen on ${where}: ${messageOf(fault)}.`, {
            hint: 'Choose another address with --http-host and --http-port.',
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
