import { readdir, readFile } from 'node:fs/promises';
import type { Layout } from '../engine.ts';
import { chooseText } from '../sql-text/index.ts';

/** As far from the source as from the built file. */
const FOLDER = new URL('../../../sql/programmables/', import.meta.url);

/** SQL that may run again and again: views, functions, what belongs to them. Placeholders stand in it. */
export interface ProgrammableText {
  readonly name: string;
  readonly text: string;
}

/** The files of programmables in the order in which they run: by their number. */
export async function readFiles(layout: Layout, folder: URL = FOLDER): Promise<ProgrammableText[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.sql')).sort();
  return Promise.all(
    files.map(async (file) => {
      if (!/^\d{2}_[a-z0-9_]+\.sql$/.test(file)) {
        throw new Error(`sql/programmables/${file}: name it NN_lower_case.sql`);
      }
      const text = await readFile(new URL(file, folder), 'utf8');
      const { lines, transactional } = chooseText(`programmables/${file}`, text, layout);
      if (!transactional) {
        throw new Error(`sql/programmables/${file}: all programmables run in one transaction`);
      }
      return { name: file.slice(0, -'.sql'.length), text: `${lines.join('\n').trim()}\n` };
    }),
  );
}
