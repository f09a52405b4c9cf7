import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A hash that changes when a file below `paths` appears, goes or changes; `extra` goes in too. */
export function stampOf(root, paths, extra = []) {
  const hash = createHash('sha256');
  for (const text of extra) hash.update(`${text}\0`);
  for (const path of paths) addPath(hash, root, path);
  return hash.digest('hex');
}

function addPath(hash, root, path) {
  const full = join(root, path);
  try {
    const text = readFileSync(full);
    hash.update(`${path}\0${text.length}\0`).update(text);
  } catch (fault) {
    if (fault.code === 'ENOENT') return void hash.update(`${path}\0absent\0`);
    if (fault.code !== 'EISDIR') throw fault;
    for (const name of readdirSync(full).sort()) addPath(hash, root, `${path}/${name}`);
  }
}

/** The stamp that an earlier run left, or undefined. */
export function readStamp(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined; // never done, or done by halves
  }
}
