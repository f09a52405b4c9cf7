import type { ReadinessReport } from '../../src/contract/index.ts';
import type { Program } from '../support/program.ts';

/** Ends a process as a crash does; one that has ended with others already is let be. */
export function endByForce(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It is gone.
  }
}

/** The embedded server of a program. */
export async function serverPid(program: Program): Promise<number> {
  const report = await program.json<ReadinessReport>('/readyz');
  return Number(report.checks.find((one) => one.name === 'embedded')?.detail?.pid);
}
