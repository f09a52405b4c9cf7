import { createServer } from 'node:net';
import type { Settings } from '../../config/index.ts';
import { codeOf, messageOf } from '../../core/index.ts';
import type { HealthCheck } from '../../observe/index.ts';
import { isLoopback, NO_AUTHENTICATION } from '../loopback.ts';
import { askRunning, type RunningFindings } from './running.ts';

const NAME = 'http';

export interface AddressFindings {
  readonly finding: HealthCheck;
  /** The radarstore that listens there already; null when there is none. */
  readonly running: RunningFindings | null;
}

/** Whether the API can listen on its address, or does so already. */
export async function checkAddress({
  http: { host, port },
  auth,
}: Pick<Settings, 'http' | 'auth'>): Promise<AddressFindings> {
  const where = `port ${port} on ${host}`;
  const fault = await tryListening(host, port);
  if (fault === undefined) {
    const free = port === 0 ? `Any free port on ${host} will be used` : `The ${where} is free`;
    return { finding: judgeOpenness({ host, auth }, free), running: null };
  }
  const running = codeOf(fault) === 'EADDRINUSE' ? await askRunning(host, port) : null;
  if (running !== null) {
    const said = `radarstore ${running.version} runs on ${where}`;
    return { finding: judgeOpenness({ host, auth }, said), running };
  }
  return { finding: refused(where, fault), running: null };
}

function judgeOpenness(
  { host, auth }: { readonly host: string; readonly auth: Settings['auth'] },
  said: string,
): HealthCheck {
  if (isLoopback(host)) return { name: NAME, state: 'ok', message: `${said}.` };
  if (auth.enabled !== 'off') {
    return { name: NAME, state: 'ok', message: `${said}. Others can reach it, with credentials.` };
  }
  return {
    name: NAME,
    state: 'degraded',
    message: `${said}. Others can reach it, and ${NO_AUTHENTICATION}.`,
    hint: 'Set auth.enabled to auto, or http.host to 127.0.0.1.',
  };
}

const REFUSALS: { readonly [code: string]: { readonly why: string; readonly hint: string } } = {
  EADDRINUSE: {
    why: 'another program holds it, which is no radarstore',
    hint: 'Stop that program, or set http.port to another port.',
  },
  EACCES: {
    why: 'this user may not use ports that low',
    hint: 'Set http.port to 1024 or more, and put a proxy before it.',
  },
  EADDRNOTAVAIL: {
    why: 'this machine has no such address',
    hint: 'Set http.host to an address of this machine, or to 0.0.0.0 for all.',
  },
};

function refused(where: string, fault: unknown): HealthCheck {
  const { why, hint } = REFUSALS[codeOf(fault) ?? ''] ?? {
    why: messageOf(fault),
    hint: 'Set http.host and http.port to what can be used.',
  };
  return { name: NAME, state: 'failed', message: `Cannot listen on ${where}: ${why}.`, hint };
}

function tryListening(host: string, port: number): Promise<unknown> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', resolve);
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(undefined)));
  });
}
