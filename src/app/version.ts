import { readFileSync } from 'node:fs';

const PACKAGE = new URL('../../package.json', import.meta.url);

/** Version of this program, as its package says. */
export const PROGRAM_VERSION: string = (
  JSON.parse(readFileSync(PACKAGE, 'utf8')) as { version: string }
).version;
