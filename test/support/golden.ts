import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';

/**
 * Compares a text with the golden file of that name below test/golden. `npm run golden` writes the
 * files anew; the difference then shows in the version control.
 */
export async function expectGolden(name: string, actual: string): Promise<void> {
  const path = fileURLToPath(new URL(`../golden/${name}`, import.meta.url));
  if (process.env.RADARSTORE_WRITE_GOLDEN === '1') {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, actual);
    return;
  }
  const golden = await readFile(path, 'utf8').catch(() => '');
  expect(actual, `test/golden/${name} differs; \`npm run golden\` writes it anew`).toBe(golden);
}
