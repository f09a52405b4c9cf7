import { readdir, readFile } from 'node:fs/promises';
import { sha256Hex } from '../../core/index.ts';
import type { Layout } from '../engine.ts';
import { chooseText, STEP } from '../sql-text/index.ts';

/** As far from the source as from the built file. */
const FOLDER = new URL('../../../sql/migrations/', import.meta.url);

/**
 * A numbered, immutable SQL file as one storage layout sees it; see `chooseText` for the directives
 * in it. Each step of a file without a transaction is written so that it may run twice.
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
  const { lines, transactional } = chooseText(`migrations/${file}`, text, layout);
  const body = lines.join('\n');
  const steps = transactional ? [body] : body.split(`\n${STEP}\n`);
  return {
    number: Number(parts[1]),
    name: parts[2] as string,
    transactional,
    steps: steps.map((step) => step.trim()).filter((step) => step !== ''),
    checksum: sha256Hex(body),
  };
}
