import { readList, writeList } from '../../location/index.ts';

/** Which lines of a tree are folded: all that are not among the exceptions, or none but those. */
export interface Fold {
  readonly all: boolean;
  readonly except: ReadonlySet<string>;
}

const ALL = '*';

/** Reads `a,b` (these are folded) and `*,a,b` (all but these). No key of a line is a lone star. */
export function readFold(text: string | undefined): Fold {
  const [first, ...rest] = readList(text) ?? [];
  if (first === ALL) return { all: true, except: new Set(rest) };
  return { all: false, except: new Set(first === undefined ? [] : [first, ...rest]) };
}

/** A fold as it stands in the address; null where everything is open. */
export function writeFold({ all, except }: Fold): string | null {
  if (all) return writeList([ALL, ...except]);
  return except.size === 0 ? null : writeList([...except]);
}

/** Whether the children of a line are out of sight. */
export function isFolded({ all, except }: Fold, key: string): boolean {
  return except.has(key) !== all;
}

/** Folds an open line, opens a folded one. */
export function toggleFold({ all, except }: Fold, key: string): Fold {
  const after = new Set(except);
  if (!after.delete(key)) after.add(key);
  return { all, except: after };
}
