import type { HealthCheck } from '../../observe/index.ts';

const DEADLINE_MS = 3_000;

/** What a running radarstore says of itself. */
export interface RunningFindings {
  readonly version: string;
  readonly checks: readonly HealthCheck[];
}

/** Asks what listens there; null when it is no radarstore. */
export async function askRunning(host: string, port: number): Promise<RunningFindings | null> {
  const base = `http://${reachable(host)}:${port}`;
  const about = await readJson(`${base}/version`);
  if (about?.name !== 'radarstore') return null;
  const ready = await readJson(`${base}/readyz`);
  const version = String(about.version);
  const checks: HealthCheck[] = Array.isArray(ready?.checks)
    ? ready.checks.map((check: HealthCheck) => ({ ...check, name: `running/${check.name}` }))
    : [
        {
          name: 'running',
          state: 'failed',
          message: `It does not answer ${base}/readyz within ${DEADLINE_MS / 1_000} s.`,
          hint: 'See its log.',
        },
      ];
  return { version, checks };
}

/** The address at which a listener on `host` answers this machine. */
function reachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}

async function readJson(url: string): Promise<Record<string, unknown> | null> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(DEADLINE_MS) });
    const body: unknown = await answer.json();
    return typeof body === 'object' && body !== null ? { ...body } : null;
  } catch {
    return null; // nobody there, or nobody who speaks JSON
  }
}
