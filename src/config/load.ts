import { assembleSettings } from './assemble.ts';
import { readEnvironment } from './environment.ts';
import { isRetentionName, memberOf, RETENTION, type SettingName } from './family.ts';
import { readConfigFile } from './file.ts';
import type { Given } from './given.ts';
import { allowedOf, type ConfigKey, flagOf, NONE } from './key.ts';
import type { Environment, Machine } from './machine.ts';
import { describeOrigin, type Origin } from './origin.ts';
import { type ConfigProblem, configFault } from './problem.ts';
import { CONFIG_KEY_NAMES, CONFIG_SCHEMA, type ConfigValues } from './schema.ts';
import type { Settings } from './settings.ts';

export interface ConfigSources {
  /** Values of flags by the dotted name of the setting. */
  readonly flags: ReadonlyMap<SettingName, string>;
  /** Value of `--config`. */
  readonly file?: string | undefined;
  readonly environment: Environment;
  readonly machine: Machine;
}

/** A setting in effect. */
export interface ConfigEntry {
  readonly key: SettingName;
  /** As a person would write it; secrets are masked; null when there is none. */
  readonly text: string | null;
  readonly origin: Origin;
}

export interface ConfigReading {
  /** Absolute path of the file that was read; null when there is none. */
  readonly file: string | null;
  /** Everything that is wrong, in all sources, those that lose among them. */
  readonly problems: readonly ConfigProblem[];
  /**
   * Every setting with its origin, in the order of help; a wrong one shows what is below it. Of a
   * family those that some source names.
   */
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
    const name = isRetentionName(key) ? `--${RETENTION.name}` : flagOf(key);
    const origin = { from: 'flag', name } as const;
    return { key, text, origin, base: machine.workingFolder };
  });
  const problems = [...file.problems, ...variables.problems];
  const values = new Map<SettingName, unknown>();
  const origins = new Map<SettingName, Origin>();
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
  const members = [...values.keys()].filter(isRetentionName);
  const settings = assembleSettings(
    Object.fromEntries(values) as unknown as ConfigValues,
    new Map(members.map((key) => [memberOf(key) ?? '', values.get(key) as number | null])),
  );
  problems.push(...conflicts(settings));
  return {
    file: file.path,
    problems,
    entries: [...CONFIG_KEY_NAMES, ...members.sort()].map((key) => ({
      key,
      text: shown(key, values.get(key)),
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
  const text = given.text.trim();
  const base = { folder: given.base, home: machine.homeFolder };
  if (isRetentionName(given.key)) return RETENTION.kind.parse(text, base);
  const key: ConfigKey<unknown> = CONFIG_SCHEMA[given.key];
  if (key.nullable && text.toLowerCase() === NONE) return null;
  return key.kind.parse(text, base);
}

function shown(name: SettingName, value: unknown): string | null {
  if (isRetentionName(name)) return RETENTION.kind.format(value as number | null);
  const key: ConfigKey<unknown> = CONFIG_SCHEMA[name];
  return value === null ? null : key.kind.format(value);
}

function wrongValue(given: Given): ConfigProblem {
  const key = isRetentionName(given.key) ? undefined : CONFIG_SCHEMA[given.key];
  const allowed = key === undefined ? RETENTION.kind.allowed : allowedOf(key);
  // The whole of a wrong secret stays hidden: what cannot be parsed cannot be masked in parts.
  const refused =
    key?.kind.secret === true ? 'cannot be used as it is' : `cannot be "${given.text}"`;
  return {
    code: 'CONFIG_INVALID',
    key: given.key,
    message: `Setting ${given.key} (${describeOrigin(given.origin)}) ${refused}: it must be ${allowed}.`,
  };
}

/** Settings that are right alone and wrong together. */
function conflicts(settings: Settings): ConfigProblem[] {
  return [...databaseConflicts(settings), ...keyConflicts(settings)];
}

function keyConflicts({ onboarding, auth }: Settings): ConfigProblem[] {
  const twice = ({ encryptionKeys, encryptionKeyFile }: Settings['auth' | 'onboarding']) =>
    encryptionKeys !== null && encryptionKeyFile !== null;
  const sections = [
    ...(twice(onboarding) ? (['onboarding'] as const) : []),
    ...(twice(auth) ? (['auth'] as const) : []),
  ];
  return sections.map((section) => ({
    code: 'CONFIG_INVALID',
    key: `${section}.encryption_key_file`,
    message: `Settings ${section}.encryption_key and ${section}.encryption_key_file are both there: one of them must go.`,
  }));
}

function databaseConflicts(settings: Settings): ConfigProblem[] {
  const { url, writerUrl, readerUrl } = settings.database;
  if (url !== null) return [];
  const alone = [
    ...(writerUrl === null ? [] : ['database.writer_url']),
    ...(readerUrl === null ? [] : ['database.reader_url']),
  ].map(
    (key): ConfigProblem => ({
      code: 'CONFIG_INVALID',
      key,
      message: `Setting ${key} needs database.url beside it: that one names the owner of the schema, who migrates and maintains it.`,
    }),
  );
  if (settings.embedded.port !== settings.http.port) return alone;
  return [
    ...alone,
    {
      code: 'CONFIG_INVALID',
      key: 'embedded.port',
      message: `Settings http.port and embedded.port are both ${settings.http.port}: they must differ.`,
    },
  ];
}
