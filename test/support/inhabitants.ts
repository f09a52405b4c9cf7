import { readdir, readlink } from 'node:fs/promises';
import { until } from './until.ts';

/** Numbers of the processes that work in a folder or below it, as those of a database server do. */
export async function inhabitants(folder: string): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const homes = await Promise.all(pids.map((pid) => readlink(`/proc/${pid}/cwd`).catch(() => '')));
  return pids
    .filter((_pid, index) => `${homes[index]}/`.startsWith(`${folder}/`))
    .map((pid) => Number(pid));
}

/** Waits until no process works in a folder or below it; throws when one stays. */
export async function checkDeserted(folder: string): Promise<void> {
  await until(`no process in ${folder}`, async () => (await inhabitants(folder)).length === 0);
}
