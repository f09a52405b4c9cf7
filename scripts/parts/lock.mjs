import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { say } from './say.mjs';

const POLL_MS = 200;

/**
 * Does `work` while no other process does the same in this folder. The lock is a folder that holds
 * its owner; that of a dead owner is taken over.
 */
export async function withLock(folder, work) {
  mkdirSync(dirname(folder), { recursive: true });
  let told = false;
  while (!take(folder)) {
    const owner = readOwner(folder);
    if (owner !== undefined && !alive(owner)) {
      takeOver(folder, owner);
      continue;
    }
    if (!told && owner !== undefined) {
      say(`waiting for process ${owner.pid}, which prepares this folder …`);
      told = true;
    }
    await delay(POLL_MS);
  }
  const release = () => rmSync(folder, { recursive: true, force: true });
  process.once('exit', release);
  try {
    return await work();
  } finally {
    process.off('exit', release);
    release();
  }
}

/** A folder can be renamed only to a name that is free, so whoever succeeds holds the lock. */
function take(folder) {
  const mine = `${folder}.${process.pid}`;
  rmSync(mine, { recursive: true, force: true });
  mkdirSync(mine);
  const owner = { pid: process.pid, started: startOf(process.pid) };
  writeFileSync(join(mine, 'owner.json'), JSON.stringify(owner));
  try {
    renameSync(mine, folder);
    return true;
  } catch {
    rmSync(mine, { recursive: true, force: true });
    return false;
  }
}

function readOwner(folder) {
  try {
    return JSON.parse(readFileSync(join(folder, 'owner.json'), 'utf8'));
  } catch {
    return undefined; // released just now
  }
}

/** Moves the dead owner's lock away; when another took it over first, puts that one's back. */
function takeOver(folder, dead) {
  const aside = `${folder}.dead.${process.pid}`;
  try {
    renameSync(folder, aside);
  } catch {
    return; // another was first
  }
  const moved = readOwner(aside);
  if (moved?.pid === dead.pid && moved.started === dead.started) {
    rmSync(aside, { recursive: true, force: true });
  } else {
    renameSync(aside, folder);
  }
}

function alive(owner) {
  try {
    process.kill(owner.pid, 0);
  } catch (fault) {
    return fault.code === 'EPERM';
  }
  return startOf(owner.pid) === owner.started;
}

/** When a process started, so that a reused number is noticed; null where /proc does not tell. */
function startOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? 'zombie' : (fields[19] ?? null);
  } catch {
    return null;
  }
}
