import { readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { codeOf, messageOf } from '../core/index.ts';
import { parseConfigDocument } from './document.ts';
import { isSettingName, namesIn } from './family.ts';
import type { Given } from './given.ts';
import type { Environment, Machine } from './machine.ts';
import { didYouMean, nearestKeys } from './nearest.ts';
import type { ConfigProblem } from './problem.ts';

export const FILE_NAME = 'radarstore.yaml';
export const FILE_VARIABLE = 'RADARSTORE_CONFIG';

/** What a configuration file said. */
export interface FileReading {
  /** Absolute path; null when there is no file. */
  readonly path: string | null;
  readonly given: readonly Given[];
  readonly problems: readonly ConfigProblem[];
}

/** Finds the file: named by flag, named by variable, or the first that exists of two places. */
export function readConfigFile(
  named: string | undefined,
  environment: Environment,
  machine: Machine,
): FileReading {
  const name = named ?? (environment[FILE_VARIABLE] || undefined);
  const folders = [machine.workingFolder, machine.systemFolder];
  const paths =
    name === undefined
      ? folders.map((folder) => join(folder, FILE_NAME))
      : [resolve(machine.workingFolder, name)];
  for (const path of paths) {
    let text: string;
    try {
      text = readFileSync(path, 'utf8');
    } catch (fault) {
      if (codeOf(fault) === 'ENOENT' && name === undefined) continue;
      return { path, given: [], problems: [unreadable(path, whyUnreadable(fault))] };
    }
    return readText(path, shownPath(path, machine), text);
  }
  return { path: null, given: [], problems: [] };
}

function readText(path: string, shown: string, text: string): FileReading {
  const document = parseConfigDocument(text);
  if (document.faults.length > 0) {
    const problems = document.faults.map((fault) =>
      unreadable(`${shown}:${fault.line}`, `${fault.message}.`),
    );
    return { path, given: [], problems };
  }
  const problems: ConfigProblem[] = [];
  const given: Given[] = [];
  const lineOf = new Map<string, number>();
  for (const { key, line, text: value } of document.values) {
    const where = `${shown}:${line}`;
    const earlier = lineOf.get(key);
    lineOf.set(key, line);
    if (!isSettingName(key)) {
      // A section without any key in it is no mistake.
      if (value !== null || namesIn(key).length === 0) problems.push(unknownKey(key, where));
    } else if (value === undefined) {
      problems.push(invalid(key, `Setting ${key} (${where}) must be one value.`));
    } else if (earlier !== undefined) {
      problems.push(
        invalid(key, `Setting ${key} is there twice: ${shown}:${earlier} and ${where}.`),
      );
    } else if (value !== null) {
      const origin = { from: 'file', path: shown, line } as const;
      given.push({ key, text: value, origin, base: dirname(path) });
    }
  }
  return { path, given, problems };
}

function unknownKey(key: string, where: string): ConfigProblem {
  const inside = namesIn(key);
  const message =
    inside.length > 0
      ? `"${key}" (${where}) is a section, not a setting; it holds ${inside.join(', ')}.`
      : `There is no setting "${key}" at ${where}${didYouMean(nearestKeys(key).map((name) => `"${name}"`))}.`;
  return { code: 'CONFIG_UNKNOWN_KEY', key, message };
}

function invalid(key: string, message: string): ConfigProblem {
  return { code: 'CONFIG_INVALID', key, message };
}

function unreadable(where: string, why: string): ConfigProblem {
  return {
    code: 'CONFIG_FILE_UNREADABLE',
    key: null,
    message: `The configuration file ${where} cannot be read: ${why}`,
  };
}

/** Why the system did not give a file, in words for a person. */
export function whyUnreadable(fault: unknown): string {
  switch (codeOf(fault)) {
    case 'ENOENT':
      return 'it does not exist.';
    case 'EACCES':
      return 'this user may not read it.';
    case 'EISDIR':
      return 'it is a folder.';
    default:
      return `${messageOf(fault)}.`;
  }
}

/** Short where the file is below the working folder. */
function shownPath(path: string, machine: Machine): string {
  const below = relative(machine.workingFolder, path);
  return below.startsWith('..') ? path : below;
}
