import { readdir, readFile } from 'node:fs/promises';
import { sha256Hex } from '../../core/index.ts';
import { quoteIdentifier } from '../connection/index.ts';
import type { Layout } from '../engine.ts';

/** As far from the source as from the built file. */
const FOLDER = new URL('../../../sql/migrations/', import.meta.url);

/** The line between two steps of a file without a transaction. */
const STEP = '--! step';

/**
 * A numbered, immutable SQL file as one storage layout sees it. Lines of the file that begin with
 * `--!` are directives: `if partitions`, `if hypertables`, `end` choose text by layout;
 * `no-transaction` and `step` mark a file whose steps run one by one outside a transaction, each
 * written so that it may run twice; any other directive is a remark.
 */
export interface Migration {
  readonly number: number;
  readonly name: string;
  readonly transactional: boolean;
  /** One text for a transactional migration, else one per step. Placeholders stand in them. */
  readonly steps: readonly string[];
  /** SHA-256 of the text for this layout. */
  readonly checksum: string;
}

/** Names that replace `:schema`, `:chunks` and `:extension` in migration text. */
export interface Names {
  readonly schema: string;
  readonly chunkSchema: string;
  readonly extensionSchema: string | null;
}

/** All migrations in order, as `layout` sees them; of this program, or of another `folder`. */
export async function readMigrations(layout: Layout, folder: URL = FOLDER): Promise<Migration[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.sql')).sort();
  const migrations = await Promise.all(
    files.map(async (file) =>
      parseMigration(file, await readFile(new URL(file, folder), 'utf8'), layout),
    ),
  );
  migrations.forEach((migration, index) => {
    if (migration.number !== index + 1) {
      throw new Error(
        `sql/migrations: number ${index + 1} is missing or doubled at ${migration.name}`,
      );
    }
  });
  return migrations;
}

/** Reads one migration file; `file` is its name, such as `0001_host_telemetry.sql`. */
export function parseMigration(file: string, text: string, layout: Layout): Migration {
  const parts = /^(\d{4})_([a-z0-9_]+)\.sql$/.exec(file);
  if (parts === null) throw new Error(`sql/migrations/${file}: name it NNNN_lower_case.sql`);
  const { body, transactional } = chooseLines(file, text, layout);
  const steps = transactional ? [body.join('\n')] : body.join('\n').split(`\n${STEP}\n`);
  return {
    number: Number(parts[1]),
    name: parts[2] as string,
    transactional,
    steps: steps.map((step) => step.trim()).filter((step) => step !== ''),
    checksum: sha256Hex(body.join('\n')),
  };
}

function chooseLines(file: string, text: string, layout: Layout) {
  const body: string[] = [];
  let transactional = true;
  let condition: string | undefined;
  for (const line of text.split(/\r?\n/)) {
    const directive = /^--!\s*(.*?)\s*$/.exec(line)?.[1];
    if (directive?.startsWith('if ')) {
      if (condition !== undefined) throw new Error(`sql/migrations/${file}: "if" inside "if"`);
      condition = directive.slice(3);
      if (!['partitions', 'hypertables'].includes(condition)) {
        throw new Error(`sql/migrations/${file}: unknown layout "${condition}"`);
      }
    } else if (directive === 'end') {
      condition = undefined;
    } else if (directive === 'no-transaction') {
      transactional = false;
    } else if (condition === undefined || condition === layout) {
      body.push(directive === undefined ? line : directive === 'step' ? STEP : `-- ${directive}`);
    }
  }
  if (condition !== undefined) throw new Error(`sql/migrations/${file}: "if" without "end"`);
  return { body, transactional };
}

/** Migration text with the names of one database put in. */
export function withNames(text: string, names: Names): string {
  const values: { readonly [placeholder: string]: string } = {
    schema: quoteIdentifier(names.schema),
    chunks: quoteIdentifier(names.chunkSchema || 'public'),
    extension: quoteIdentifier(names.extensionSchema ?? 'public'),
  };
  return text.replace(
    /(?<!:):(schema|chunks|extension)\b/g,
    (_, name: string) => values[name] ?? '',
  );
}
