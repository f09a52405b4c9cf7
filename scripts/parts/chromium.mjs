import { existsSync } from 'node:fs';
import { run } from './run.mjs';
import { timed } from './say.mjs';

/** The shell, which has no windows: a new page costs it half of what it costs the whole browser. */
const SHELL = '/usr/bin/chromium-headless-shell';
const WHOLE = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

const firstThere = (paths) => paths.find((path) => path !== undefined && existsSync(path));

/** Path of a chromium for the browser tests, or undefined. */
export function findChromium() {
  return findShell() ?? firstThere(WHOLE);
}

/** Path of the one that somebody named, or of the shell, or undefined. */
export function findShell() {
  return firstThere([process.env.CHROMIUM_PATH, SHELL]);
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

/** Installs the shell of Debian's chromium. */
export async function installShell() {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const install = ['install', '--yes', '--no-install-recommends', 'chromium-headless-shell'];
  await timed(
    'installing chromium for the browser tests (once)',
    'installed chromium',
    async () => {
      await run('apt-get', ['update'], { env });
      await run('apt-get', install, { env });
    },
  );
}
