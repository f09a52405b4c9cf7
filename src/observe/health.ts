import { messageOf } from '../core/index.ts';

export type HealthState = 'ok' | 'degraded' | 'failed';

/** The finding of one check: a sentence, and what to do where something is to be done. */
export interface HealthCheck {
  readonly name: string;
  readonly state: HealthState;
  readonly message: string;
  readonly hint?: string;
  readonly detail?: { readonly [name: string]: unknown };
}

export interface HealthReport {
  /** The worst state of all checks. */
  readonly state: HealthState;
  readonly checks: readonly HealthCheck[];
}

type Check = () => Promise<HealthCheck> | HealthCheck;

/** The checks of one process, each registered by the part that knows. */
export interface Health {
  register(name: string, check: Check): void;
  /** Runs all checks at once; one that does not answer within `deadlineMs` counts as failed. */
  report(deadlineMs: number): Promise<HealthReport>;
}

export function createHealth(): Health {
  const checks = new Map<string, Check>();
  return {
    register: (name, check) => checks.set(name, check),
    async report(deadlineMs) {
      const findings = await Promise.all(
        [...checks].map(([name, check]) => withDeadline(name, check, deadlineMs)),
      );
      const has = (state: HealthState) => findings.some((finding) => finding.state === state);
      return {
        state: has('failed') ? 'failed' : has('degraded') ? 'degraded' : 'ok',
        checks: findings,
      };
    },
  };
}

async function withDeadline(name: string, check: Check, deadlineMs: number): Promise<HealthCheck> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<HealthCheck>((resolve) => {
    timer = setTimeout(
      () => resolve({ name, state: 'failed', message: `No answer within ${deadlineMs} ms.` }),
      deadlineMs,
    );
  });
  try {
    return await Promise.race([Promise.resolve().then(check), late]);
  } catch (fault) {
    return { name, state: 'failed', message: messageOf(fault) };
  } finally {
    clearTimeout(timer);
  }
}
