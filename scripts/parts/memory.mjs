import { readFileSync, statfsSync } from 'node:fs';
import { freemem } from 'node:os';

const FOLDER = '/dev/shm';

/** What the files of the tests take at most, and what their processes need beside them. */
const FILES = 3 * 2 ** 30;
const PROCESSES = 5 * 2 ** 30;

/**
 * A folder in memory for the files of the tests, or undefined where there is too little room or no
 * program may run from it. A database is a thousand small files, which cost a disk three times as much
 * to make; what must outlive a loss of power is not tested.
 */
export function roomInMemory() {
  try {
    const { bavail, bsize } = statfsSync(FOLDER);
    const memory = process.availableMemory?.() ?? freemem();
    const roomy = bavail * bsize >= FILES && memory >= FILES + PROCESSES;
    return roomy && runsPrograms(readFileSync('/proc/mounts', 'utf8')) ? FOLDER : undefined;
  } catch {
    return undefined; // not Linux
  }
}

function runsPrograms(mounts) {
  const options = mounts
    .split('\n')
    .map((line) => line.split(' '))
    .findLast(([, folder]) => folder === FOLDER)?.[3];
  return options !== undefined && !options.split(',').includes('noexec');
}
