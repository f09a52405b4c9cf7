import type { Layout } from '../engine.ts';

/** The line between two steps of a file without a transaction. */
export const STEP = '--! step';

/** An SQL file as one storage layout sees it. */
export interface ChosenText {
  readonly lines: readonly string[];
  readonly transactional: boolean;
}

/**
 * Reads the directives of an SQL file: lines that begin with `--!`. `if partitions`, `if
 * hypertables` and `end` choose text by layout; `no-transaction` and `step` mark a file whose steps
 * run one by one outside a transaction; any other directive is a remark.
 */
export function chooseText(file: string, text: string, layout: Layout): ChosenText {
  const lines: string[] = [];
  let transactional = true;
  let condition: string | undefined;
  for (const line of text.split(/\r?\n/)) {
    const directive = /^--!\s*(.*?)\s*$/.exec(line)?.[1];
    if (directive?.startsWith('if ')) {
      if (condition !== undefined) throw new Error(`sql/${file}: "if" inside "if"`);
      condition = directive.slice(3);
      if (!['partitions', 'hypertables'].includes(condition)) {
        throw new Error(`sql/${file}: unknown layout "${condition}"`);
      }
    } else if (directive === 'end') {
      condition = undefined;
    } else if (directive === 'no-transaction') {
      transactional = false;
    } else if (condition === undefined || condition === layout) {
      lines.push(directive === undefined ? line : directive === 'step' ? STEP : `-- ${directive}`);
    }
  }
  if (condition !== undefined) throw new Error(`sql/${file}: "if" without "end"`);
  return { lines, transactional };
}
