import { assembleSettings } from './assemble.ts';
import { readEnvironment } from './environment.ts';
import { readConfigFile } from './file.ts';
import type { Given } from './given.ts';
import { allowedOf, type ConfigKey, flagOf, NONE } from './key.ts';
import type { Environment, Machine } from './machine.ts';
import { describeOrigin, type Origin } from './origin.ts';
import { type ConfigProblem, configFault } from './problem.ts';
import {
  CONFIG_KEY_NAMES,
  CONFIG_SCHEMA,
  type ConfigKeyName,
  type ConfigValues,
} from './schema.ts';
import type { Settings } from './settings.ts';

export interface ConfigSources {
  /** Values of flags by the dotted name of the setting. */
  readonly flags: ReadonlyMap<ConfigKeyName, string>;
  /** Value of `--config`. */
  readonly file?: string | undefined;
  readonly environment: Environment;
  readonly machine: Machine;
}

/** A setting in effect. */
export interface ConfigEntry {
  readonly key: ConfigKeyName;
  /** As a person would write it; secrets are masked; null when there is none. */
  readonly text: string | null;
  readonly origin: Origin;
}

export interface ConfigReading {
  /** Absolute path of the file that was read; null when there is none. */
  readonly file: string | null;
  /** Everything that is wrong, in all sources, those that lose among them. */
  readonly problems: readonly ConfigProblem[];
  /** Every setting with its origin, in the order of help; a wrong one shows what is below it. */
  readonly entries: readonly ConfigEntry[];
  /** Null while there are problems. */
  readonly settings: Settings | null;
}

/** Puts the sources together: flags over environment over file over defaults. Never throws. */
export function readConfig(sources: ConfigSources): ConfigReading {
  const { environment, machine } = sources;
  const file = readConfigFile(sources.file, environment, machine);
  const variables = readEnvironment(environment, machine);
  const flags = [...sources.flags].map(([key, text]): Given => {
    const origin = { from: 'flag', name: flagOf(key) } as const;
    return { key, text, origin, base: machine.workingFolder };
  });
  const problems = [...file.problems, ...variables.problems];
  const values = new Map<ConfigKeyName, unknown>();
  const origins = new Map<ConfigKeyName, Origin>();
  for (const key of CONFIG_KEY_NAMES) {
    values.set(key, defaultOf(CONFIG_SCHEMA[key], sources));
    origins.set(key, { from: 'default' });
  }
  // Weakest first, so that the strongest is what stays. A wrong value is told even where a stronger
  // source hides it: it would bite later.
  for (const given of [...file.given, ...variables.given, ...flags]) {
    const value = parse(given, machine);
    if (value === undefined) problems.push(wrongValue(given));
    else {
      values.set(given.key, value);
      origins.set(given.key, given.origin);
    }
  }
  const settings = assembleSettings(Object.fromEntries(values) as unknown as ConfigValues);
  problems.push(...conflicts(settings));
  return {
    file: file.path,
    problems,
    entries: CONFIG_KEY_NAMES.map((key) => ({
      key,
      text: shown(CONFIG_SCHEMA[key], values.get(key)),
      origin: origins.get(key) as Origin,
    })),
    settings: problems.length === 0 ? settings : null,
  };
}

/** The settings of a reading; throws one error with all problems when there are any. */
export function requireSettings(reading: ConfigReading): Settings {
  if (reading.settings === null) throw configFault(reading.problems);
  return reading.settings;
}

function defaultOf(key: ConfigKey<unknown>, sources: ConfigSources): unknown {
  switch (key.default.is) {
    case 'value':
      return key.default.value;
    case 'computed':
      return key.default.compute(sources.machine, sources.environment);
    case 'none':
      return null;
  }
}

function parse(given: Given, machine: Machine): unknown {
  const key: ConfigKey<unknown> = CONFIG_SCHEMA[given.key];
  const text = given.text.trim();
  if (key.nullable && text.toLowerCase() === NONE) return null;
  return key.kind.parse(text, { folder: given.base, home: machine.homeFolder });
}

function shown(key: ConfigKey<unknown>, value: unknown): string | null {
  return value === null ? null : key.kind.format(value);
}

function wrongValue(given: Given): ConfigProblem {
  const key: ConfigKey<unknown> = CONFIG_SCHEMA[given.key];
  // The whole of a wrong secret stays hidden: what cannot be parsed cannot be masked in parts.
  const refused = key.kind.secret ? 'cannot be used as it is' : `cannot be "${given.text}"`;
  return {
    code: 'CONFIG_INVALID',
    key: given.key,
    message: `Setting ${given.key} (${describeOrigin(given.origin)}) ${refused}: it must be ${allowedOf(key)}.`,
  };
}

/** Settings that are right alone and wrong together. */
function conflicts(settings: Settings): ConfigProblem[] {
  if (settings.database.url !== null || settings.embedded.port !== settings.http.port) return [];
  return [
    {
      code: 'CONFIG_INVALID',
      key: 'embedded.port',
      message: `Settings http.port and embedded.port are both ${settings.http.port}: they must differ.`,
    },
  ];
}
