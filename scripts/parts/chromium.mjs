import { existsSync } from 'node:fs';
import { run } from './run.mjs';
import { timed } from './say.mjs';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Path of a chromium for the browser tests, or undefined. */
export function findChromium() {
  return [process.env.CHROMIUM_PATH, ...PLACES].find(
    (path) => path !== undefined && existsSync(path),
  );
}

/** Why no chromium can be installed here, or undefined. */
export function chromiumHindrance() {
  if (process.env.CHROMIUM_PATH)
    return `CHROMIUM_PATH names ${process.env.CHROMIUM_PATH}, which is not there`;
  if (process.getuid?.() !== 0) return 'no chromium here, and only root can install it';
  return existsSync('/usr/bin/apt-get')
    ? undefined
    : 'no chromium here, and no apt-get to install it';
}

/** Installs Debian's chromium. */
export async function installChromium() {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await timed(
    'installing chromium for the browser tests (once)',
    'installed chromium',
    async () => {
      await run('apt-get', ['update'], { env });
      await run('apt-get', ['install', '--yes', '--no-install-recommends', 'chromium'], { env });
    },
  );
}
