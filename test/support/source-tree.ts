import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the project. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

const NOT_OURS = new Set(['node_modules', 'dist', '.git', '.cache', 'coverage', 'test-results']);
const TEXT = /\.(ts|tsx|mts|mjs|js|json|md|sql|css|html|svg|ya?ml|txt)$|^[^.]+$|^\.[a-z]+$/;

/** A text file of the project; `path` is relative to its folder, with slashes. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** Every text file of the project that is not made by a tool. */
export function readTree(folder = ROOT): SourceFile[] {
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry): SourceFile[] => {
      const full = join(folder, entry.name);
      if (entry.isDirectory()) return NOT_OURS.has(entry.name) ? [] : readTree(full);
      if (!entry.isFile() || !TEXT.test(entry.name)) return [];
      return [{ path: relative(ROOT, full), text: readFileSync(full, 'utf8') }];
    });
}

export interface Import {
  /** As it stands in the file. */
  readonly specifier: string;
  /** Path of the imported file of ours; undefined for a library. */
  readonly target: string | undefined;
  /** Types only, so gone when the program runs. */
  readonly typeOnly: boolean;
}

const STATEMENT =
  /^(?:import|export)\s+(type\s+)?(?:([\w*{][^'";]*?)\s+from\s+)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/gm;

/** The imports and re-exports of a file. */
export function importsOf(file: SourceFile): Import[] {
  return [...file.text.matchAll(STATEMENT)].map((match) => {
    const [, type, names = '', static_, dynamic] = match;
    const specifier = static_ ?? dynamic ?? '';
    const braces = /^\{([^}]*)\}$/.exec(names.trim())?.[1]?.split(',') ?? [];
    const members = braces.map((name) => name.trim()).filter((name) => name !== '');
    return {
      specifier,
      target: specifier.startsWith('.')
        ? normalize(join(dirname(file.path), specifier))
        : undefined,
      typeOnly:
        type !== undefined ||
        (members.length > 0 && members.every((name) => name.startsWith('type '))),
    };
  });
}

/** The package of a library's specifier: `@fastify/static/x` is of `@fastify/static`. */
export function packageOf(specifier: string): string {
  const parts = specifier.split('/');
  return specifier.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? '');
}
