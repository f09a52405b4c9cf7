import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ERROR_KINDS } from '../src/core/index.ts';
import { importsOf, packageOf, ROOT, readTree, type SourceFile } from './support/source-tree.ts';

/** What each folder of the house may import; a folder that is not here does not belong there. */
const STORE = ['core', 'catalogue', 'database', 'observe'];
const MAY_IMPORT: { readonly [folder: string]: readonly string[] } = {
  core: [],
  catalogue: ['core'],
  config: ['core'],
  observe: ['core'],
  database: ['core', 'catalogue', 'observe'],
  ingest: STORE,
  inventory: STORE,
  derive: STORE,
  query: STORE,
  transition: [...STORE, 'ingest', 'inventory', 'query'],
  contract: [],
  server: [...STORE, 'config', 'ingest', 'inventory', 'derive', 'query', 'transition', 'contract'],
};
const EVERYTHING = [...Object.keys(MAY_IMPORT), 'app', 'cli'];

/** Where each library is known: below a folder (a pattern), and where one file is the border, in one only. */
const LIBRARIES: { readonly [name: string]: { readonly under: string; readonly files?: number } } =
  {
    '@bufbuild/protobuf': { under: 'src/ingest/protobuf/', files: 1 },
    '@fastify/compress': { under: 'src/server/', files: 1 },
    '@fastify/cookie': { under: 'src/server/auth/', files: 1 },
    '@fastify/etag': { under: 'src/server/', files: 1 },
    '@fastify/fast-json-stringify-compiler': { under: 'src/server/schema/', files: 1 },
    '@fastify/rate-limit': { under: 'src/server/routes/access/', files: 1 },
    '@fastify/static': { under: 'src/server/', files: 1 },
    '@fastify/swagger': { under: 'src/server/', files: 1 },
    '@fastify/type-provider-typebox': { under: 'src/server/' },
    '@grpc/grpc-js': { under: 'src/server/otlp/', files: 1 },
    '@nats-io/jetstream': { under: 'src/ingest/nats/', files: 1 },
    '@node-rs/argon2': { under: 'src/inventory/access/', files: 1 },
    '@nats-io/transport-node': { under: 'src/ingest/nats/', files: 1 },
    '@tanstack/react-virtual': { under: 'console/', files: 1 },
    '@vitejs/plugin-react': { under: 'console/', files: 1 },
    bcryptjs: { under: 'src/inventory/access/', files: 1 },
    commander: { under: 'src/cli/', files: 1 },
    'csv-parse': { under: 'src/server/transfer/', files: 1 },
    'csv-stringify': { under: 'src/server/transfer/', files: 1 },
    cytoscape: { under: 'console/', files: 1 },
    fastify: { under: 'src/server/' },
    jose: { under: 'src/inventory/access/', files: 1 },
    pg: { under: 'src/database/' },
    'pg-copy-streams': { under: 'src/database/', files: 1 },
    pino: { under: 'src/observe/', files: 1 },
    'prom-client': { under: 'src/observe/', files: 1 },
    react: { under: 'console/' },
    'react-dom': { under: 'console/' },
    snappyjs: { under: 'src/ingest/remote-write/', files: 1 },
    'sql-template-tag': { under: 'src/database/', files: 1 },
    'tar-stream': { under: 'src/inventory/onboarding/', files: 1 },
    systeminformation: { under: 'src/ingest/', files: 1 },
    typebox: { under: 'src/(contract|server)/' },
    uplot: { under: 'console/', files: 1 },
    vite: { under: 'console/', files: 1 },
    yaml: { under: 'src/config/', files: 1 },
  };

/** Files from which everything else is reached. */
const ENTRIES = [
  'src/app/index.ts',
  'src/cli/main.ts',
  'src/cli/index.ts',
  'src/catalogue/index.ts',
  'src/contract/index.ts',
  'console/src/main.tsx',
  'console/vite.config.ts',
];

const MOST_LINES = 400;
const MEDIAN_LINES = 150;
const MOST_FILES = 20;

const files = readTree();
const paths = new Set(files.map((file) => file.path));
const isCode = (file: SourceFile) => /\.(ts|tsx|mjs)$/.test(file.path);
const code = files.filter(isCode);
const program = code.filter((file) => /^(src|console)\//.test(file.path));
const text = (path: string) => files.find((file) => file.path === path)?.text ?? '';
/** This file names what it forbids. */
const others = files.filter((file) => file.path !== 'test/tidy.test.ts');

/** `path:line what` of each line that a pattern matches. */
function matches(where: readonly SourceFile[], pattern: RegExp): string[] {
  return where.flatMap((file) =>
    file.text
      .split('\n')
      .flatMap((line, index) =>
        pattern.test(line) ? [`${file.path}:${index + 1} ${line.trim()}`] : [],
      ),
  );
}

describe('imports', () => {
  const folderOf = (path: string) => /^src\/([^/]+)\//.exec(path)?.[1];
  const all = program.flatMap((file) =>
    importsOf(file).map((one) => ({
      ...one,
      from: file.path,
      line: `${file.path} → ${one.specifier}`,
    })),
  );

  test('between the folders of the house are those of the table', () => {
    const wrong = all.filter(({ from, target }) => {
      if (target === undefined) return false;
      const own = folderOf(from);
      const other = folderOf(target);
      if (own === undefined) return other !== undefined && other !== 'contract';
      if (own === other) return false;
      const allowed = own === 'app' || own === 'cli' ? EVERYTHING : MAY_IMPORT[own];
      return other === undefined || !allowed?.includes(other);
    });
    expect(wrong.map((one) => one.line)).toEqual([]);
  });

  test('enter another folder by its door, and never the own one', () => {
    const wrong = all.filter(({ from, target }) => {
      if (target === undefined || /\.(css|svg|json)$/.test(target)) return false;
      const folder = dirname(target);
      const inside = `${dirname(from)}/`.startsWith(`${folder}/`);
      const isDoor = /\/index\.tsx?$/.test(target);
      if (inside) return isDoor;
      const hasDoor = paths.has(`${folder}/index.ts`) || /^src\/[^/]+$/.test(folder);
      return hasDoor && !isDoor;
    });
    expect(wrong.map((one) => one.line)).toEqual([]);
  });

  test('lead to files that exist', () => {
    const wrong = all.filter(({ target }) => target !== undefined && !paths.has(target));
    expect(wrong.map((one) => one.line)).toEqual([]);
  });

  test('of libraries stand at their border', () => {
    const wrong: string[] = [];
    const borders = new Map<string, Set<string>>();
    for (const { specifier, target, from, line } of all) {
      if (target !== undefined) continue;
      if (specifier.startsWith('node:')) {
        if (from.startsWith('console/src/') || from.startsWith('src/contract/')) wrong.push(line);
        continue;
      }
      const name = packageOf(specifier);
      const library = LIBRARIES[name];
      if (library === undefined || !new RegExp(`^${library.under}`).test(from)) wrong.push(line);
      borders.set(name, (borders.get(name) ?? new Set()).add(from));
    }
    for (const [name, found] of borders) {
      const most = LIBRARIES[name]?.files ?? Number.POSITIVE_INFINITY;
      if (found.size > most) wrong.push(`${name} in ${[...found].join(', ')}`);
    }
    expect(wrong).toEqual([]);
  });

  test('of values go in no circle', () => {
    const graph = new Map<string, string[]>();
    for (const { from, target, typeOnly } of all) {
      if (target !== undefined && !typeOnly) graph.set(from, [...(graph.get(from) ?? []), target]);
    }
    expect(findCircle(graph)).toBeUndefined();
  });

  test('reach every file of program and console', () => {
    const reached = new Set<string>();
    const visit = (path: string) => {
      if (reached.has(path)) return;
      reached.add(path);
      for (const one of all) if (one.from === path && one.target !== undefined) visit(one.target);
    };
    for (const entry of ENTRIES) visit(entry);
    const dead = program.filter((file) => !reached.has(file.path) && !file.path.endsWith('.d.ts'));
    expect(dead.map((file) => file.path)).toEqual([]);
  });
});

describe('sizes', () => {
  const lines = (file: SourceFile) => file.text.split('\n').length - 1;

  test(`no file has more than ${MOST_LINES} lines`, () => {
    const long = code.filter((file) => lines(file) > MOST_LINES);
    expect(long.map((file) => `${file.path}: ${lines(file)}`)).toEqual([]);
  });

  test(`half of the program's files have at most ${MEDIAN_LINES} lines`, () => {
    const sorted = program.map(lines).sort((a, b) => a - b);
    expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThanOrEqual(MEDIAN_LINES);
  });

  test(`no folder has more than ${MOST_FILES} files`, () => {
    const counts = new Map<string, number>();
    for (const { path } of program) counts.set(dirname(path), (counts.get(dirname(path)) ?? 0) + 1);
    expect([...counts].filter(([, count]) => count > MOST_FILES)).toEqual([]);
  });

  test('no folder is a heap of leftovers', () => {
    const heaps = program.filter((file) =>
      /\/(utils?|helpers?|types|models|common)\//.test(file.path),
    );
    expect(heaps.map((file) => file.path)).toEqual([]);
  });

  test('files are named in kebab-case by a noun', () => {
    const named = program.filter((file) => /\/(src|console)\//.test(`/${file.path}`));
    const wrong = named.filter(
      (file) => !/\/[a-z0-9]+(-[a-z0-9]+)*(\.config|\.d)?\.tsx?$/.test(file.path),
    );
    expect(wrong.map((file) => file.path)).toEqual([]);
  });
});

describe('leftovers', () => {
  const codeOfOthers = others.filter(isCode);

  test.each([
    ['marks of unfinished work', /\b(TODO|FIXME|XXX|HACK)\b/],
    ['tests that run alone', /\b(test|it|describe)\.only\b/],
    ['debugger statements', /^\s*debugger\b/],
    ['switched-off checks', /@ts-(ignore|expect-error|nocheck)/],
    ['the type any', /(:|\bas|<|\|)\s*any\b(?!\s+\w)/],
    [
      'code in comments',
      /^\s*\/\/ ?(const|let|var|import|export|return|await|if \(|for \(|\w+\(.*\);$|\}$)/,
    ],
    ['strings that are thrown', /\bthrow\s+['"`]/],
  ])('there are no %s', (_, pattern) => {
    expect(matches(codeOfOthers, pattern)).toEqual([]);
  });

  test('only the command line prints', () => {
    const silent = program.filter((file) => !/^(src\/cli|console)\//.test(file.path));
    expect(matches(silent, /process\.(stdout|stderr)\b|\bconsole\.\w+\(/)).toEqual([]);
  });

  test('the texts speak of the project alone', () => {
    const words = [
      ...['\\/work\\/', 'registry\\.npmjs', 'npmjs\\.com', 'debian\\.org'],
      ...['claude', 'anthropic', 'openai', 'chatgpt', 'copilot', '\\bllms?\\b', 'language model'],
      ...['sub-?agent', 'the brief\\b', 'this session', 'AI[- ](generated|assistant)'],
    ];
    const spoken = others.filter((file) => file.path !== 'package-lock.json');
    expect(matches(spoken, new RegExp(words.join('|'), 'i'))).toEqual([]);
  });
});

describe('documents', () => {
  const documents = files.filter((file) => file.path.endsWith('.md'));
  const withoutCode = (file: SourceFile) => file.text.replace(/```[\s\S]*?```|`[^`\n]*`/g, '');

  test('have no broken link', () => {
    const broken = documents.flatMap((file) =>
      [...withoutCode(file).matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, link = '']) => {
        if (/^[a-z]+:/.test(link)) return [];
        const [path = '', anchor] = link.split('#');
        const target = path === '' ? file.path : normalize(join(dirname(file.path), path));
        const isThere =
          paths.has(target) ||
          (/\.png$/.test(target) && existsSync(join(ROOT, target))) ||
          [...paths].some((one) => one.startsWith(`${target.replace(/\/$/, '')}/`));
        if (!isThere) return [`${file.path} → ${link}`];
        const known = anchor === undefined || anchorsOf(text(target)).includes(anchor);
        return known ? [] : [`${file.path} → ${link}`];
      }),
    );
    expect(broken).toEqual([]);
  });

  test('tell why of each dependency', () => {
    const manifest = JSON.parse(text('package.json')) as Manifest;
    const names = [
      ...Object.keys(manifest.dependencies),
      ...Object.keys(manifest.devDependencies),
      ...Object.keys(manifest.optionalDependencies).map((name) => name.replace(/\/.*/, '/')),
    ];
    const page = text('docs/dependencies.md');
    expect(names.filter((name) => !page.includes(name))).toEqual([]);
  });
});

describe('the package', () => {
  const manifest = JSON.parse(text('package.json')) as Manifest;
  const lock = JSON.parse(text('package-lock.json')) as Lockfile;

  test('names exact versions only', () => {
    const all = {
      ...manifest.dependencies,
      ...manifest.devDependencies,
      ...manifest.optionalDependencies,
    };
    expect(
      Object.entries(all).filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version)),
    ).toEqual([]);
  });

  test('uses every dependency that it ships', () => {
    const used = new Set(
      code
        .flatMap(importsOf)
        .filter((one) => one.target === undefined)
        .map((one) => packageOf(one.specifier)),
    );
    expect(Object.keys(manifest.dependencies).filter((name) => !used.has(name))).toEqual([]);
  });

  test('has a lockfile with an entry for each optional package, so that `npm ci` works', () => {
    const missing = Object.entries(lock.packages).flatMap(([path, entry]) =>
      Object.keys(entry.optionalDependencies ?? {})
        .filter((name) => !resolves(lock, path, name))
        .map((name) => `${path} → ${name}`),
    );
    expect(missing).toEqual([]);
  });

  test('has a lockfile without addresses of a registry', () => {
    expect(text('package-lock.json')).not.toMatch(/"resolved":/);
  });
});

test('every error code is used by the program', () => {
  const used = program
    .filter((file) => file.path !== 'src/core/error-codes.ts')
    .map((file) => file.text);
  const dead = Object.keys(ERROR_KINDS).filter(
    (name) => !used.some((one) => one.includes(`'${name}'`)),
  );
  expect(dead).toEqual([]);
});

interface Manifest {
  readonly dependencies: { readonly [name: string]: string };
  readonly devDependencies: { readonly [name: string]: string };
  readonly optionalDependencies: { readonly [name: string]: string };
}

interface Lockfile {
  readonly packages: {
    readonly [path: string]: {
      readonly optionalDependencies?: { readonly [name: string]: string };
    };
  };
}

/** Looks for a package where Node would: beside the one that needs it, and in the folders above. */
function resolves(lock: Lockfile, path: string, name: string): boolean {
  for (let folder = path; ; folder = folder.replace(/\/?node_modules\/(?:@[^/]+\/)?[^/]+$/, '')) {
    if (lock.packages[`${folder === '' ? '' : `${folder}/`}node_modules/${name}`]) return true;
    if (folder === '') return false;
  }
}

/** The anchors that headings give, in the way of the usual Markdown renderers. */
function anchorsOf(markdown: string): string[] {
  return [...markdown.matchAll(/^#{1,6}\s+(.+)$/gm)].map(([, heading = '']) =>
    heading
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replaceAll(' ', '-'),
  );
}

/** A chain of files that ends where it begins, or undefined. */
function findCircle(graph: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const done = new Set<string>();
  const walk = (path: string, chain: readonly string[]): string[] | undefined => {
    if (chain.includes(path)) return [...chain.slice(chain.indexOf(path)), path];
    if (done.has(path)) return undefined;
    for (const next of graph.get(path) ?? []) {
      const circle = walk(next, [...chain, path]);
      if (circle !== undefined) return circle;
    }
    done.add(path);
    return undefined;
  };
  for (const path of graph.keys()) {
    const circle = walk(path, []);
    if (circle !== undefined) return circle;
  }
  return undefined;
}
