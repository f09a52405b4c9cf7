import { messageOf, RadarError } from '../../core/index.ts';
import type { HealthCheck } from '../../observe/index.ts';

/** Oldest Node, as `engines` of the package says. */
const OLDEST_NODE = [20, 19] as const;

/** Whether this Node is new enough. */
export function checkNode(version: string): HealthCheck {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldestMajor, oldestMinor] = OLDEST_NODE;
  const newEnough = major > oldestMajor || (major === oldestMajor && minor >= oldestMinor);
  const said = `Node ${version} runs this program`;
  return newEnough
    ? { name: 'node', state: 'ok', message: `${said}.` }
    : {
        name: 'node',
        state: 'failed',
        message: `${said}; it needs ${OLDEST_NODE.join('.')} or newer.`,
        hint: 'Install a newer Node from https://nodejs.org.',
      };
}

/** Whether there is an embedded PostgreSQL for this platform. */
export async function checkPlatform(): Promise<HealthCheck> {
  const platform = `${process.platform}-${process.arch}`;
  const { findBinaries } = await import('../../database/index.ts');
  try {
    await findBinaries();
  } catch (fault) {
    const hint = fault instanceof RadarError ? fault.hint : undefined;
    return {
      name: 'platform',
      state: 'failed',
      message: messageOf(fault),
      ...(hint === undefined ? {} : { hint }),
    };
  }
  return {
    name: 'platform',
    state: 'ok',
    message: `There is an embedded PostgreSQL for ${platform}.`,
  };
}
