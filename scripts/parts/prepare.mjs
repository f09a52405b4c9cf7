import { join } from 'node:path';
import { build, isBuilt } from './build.mjs';
import { install, isInstalled } from './install.mjs';
import { withLock } from './lock.mjs';
import { CommandFailed } from './run.mjs';
import { say } from './say.mjs';

const root = join(import.meta.dirname, '..', '..');

/** Installs and builds what is missing or out of date. Ends the process when that fails. */
export async function prepare() {
  if (isInstalled(root) && isBuilt(root)) return;
  try {
    await withLock(join(root, '.cache', 'prepare.lock'), async () => {
      if (!isInstalled(root)) await install(root);
      if (!isBuilt(root)) await build(root);
    });
  } catch (fault) {
    if (fault instanceof CommandFailed) process.stderr.write(`${fault.output}\n`);
    say(`${fault.message}. ${adviceFor(fault)}`);
    process.exitCode = 1;
  }
}

function adviceFor(fault) {
  if (fault.code === 'EACCES' || fault.code === 'EROFS' || fault.code === 'EPERM') {
    return `The folder ${root} must be writable for this user; clone it as the user who runs it.`;
  }
  return fault instanceof CommandFailed
    ? 'What it said stands above; mend that and start again.'
    : 'Mend that and start again.';
}
