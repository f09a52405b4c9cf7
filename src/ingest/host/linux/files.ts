import { readdir, readFile } from 'node:fs/promises';
import { cleanText } from '../../../core/index.ts';

/** Text of a file of /proc or /sys, trimmed; null when it is absent, unreadable or blank. */
export async function readText(path: string): Promise<string | null> {
  try {
    return cleanText(await readFile(path, 'utf8'));
  } catch {
    return null; // the kernel answers all sorts of errors for what it does not know
  }
}

/** A whole number in a file; null where there is none. */
export async function readNumber(path: string): Promise<number | null> {
  const text = await readText(path);
  return text !== null && /^-?\d+$/.test(text) ? Number(text) : null;
}

/** Names in a folder; none when it is absent. */
export async function readNames(path: string): Promise<readonly string[]> {
  try {
    return await readdir(path);
  } catch {
    return [];
  }
}

/** Runs `work` over `items`, a few at a time, so that thousands of files do not open at once. */
export async function mapInGroups<T, R>(
  items: readonly T[],
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  for (let begin = 0; begin < items.length; begin += GROUP) {
    results.push(...(await Promise.all(items.slice(begin, begin + GROUP).map(work))));
  }
  return results;
}

const GROUP = 32;
