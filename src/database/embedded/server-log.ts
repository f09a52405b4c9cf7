import { copyFile, open, stat, truncate } from 'node:fs/promises';
import type { DataFolder } from './folder.ts';

/** Above this the log of the server becomes `pg.log.1` and begins anew. */
const MOST_LOG_BYTES = 4 * 1_024 * 1_024;
const TOLD_BYTES = 8_192;
const TOLD_LINES = 8;

/**
 * Keeps the log of the server bounded. The server appends to the open file, so it is copied and
 * emptied rather than renamed; a line that comes between both is lost.
 */
export async function boundLog(folder: DataFolder): Promise<void> {
  if ((await logSize(folder)) <= MOST_LOG_BYTES) return;
  await copyFile(folder.log, `${folder.log}.1`);
  await truncate(folder.log);
}

export async function logSize(folder: DataFolder): Promise<number> {
  return (await stat(folder.log).catch(() => undefined))?.size ?? 0;
}

/** The last lines that the server wrote after `offset`, without times. */
export async function lastLines(folder: DataFolder, offset: number): Promise<string[]> {
  const size = await logSize(folder);
  const from = Math.max(Math.min(offset, size), size - TOLD_BYTES);
  const handle = await open(folder.log).catch(() => undefined);
  if (handle === undefined) return [];
  try {
    const { buffer, bytesRead } = await handle.read(
      Buffer.alloc(size - from),
      0,
      size - from,
      from,
    );
    return readable(buffer.toString('utf8', 0, bytesRead));
  } finally {
    await handle.close();
  }
}

/** The last lines of an output of PostgreSQL, without the prefix of time and process. */
export function readable(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.replace(/^\d{4}-\d\d-\d\d [\d:.]+ \S+ \[\d+\] /, '').trimEnd())
    .filter((line) => line !== '')
    .slice(-TOLD_LINES);
}
